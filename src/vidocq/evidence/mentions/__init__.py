"""What a mention is: found here, looked for and not found, compared, background, said of others, a generic name, or unsure."""

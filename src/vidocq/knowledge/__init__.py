"""What is known beforehand: groups, software, techniques and names, frozen at a date and named by a digest."""

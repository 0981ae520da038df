"""Names in text: found, told apart, related; and the places, sectors and dates beside them."""

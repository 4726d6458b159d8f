"""Song + lyrics -> when each line, word and phone is sung."""

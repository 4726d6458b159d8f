"""Drawing code of the rigs that ship: geometry helpers, mouths, eyes, the two characters."""

"""Where the sample song is made: its score, its singer, its band and its truth.

Development only.  Nothing in the product imports this package.
"""

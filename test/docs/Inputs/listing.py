"""listing.py TUTORIAL TEXT: prints the one listing of the tutorial that holds TEXT."""

import re
import sys

with open(sys.argv[1]) as file:
    listings = re.findall(r"^```[a-z]*\n(.*?)^```$", file.read(), re.DOTALL | re.MULTILINE)
(listing,) = [listing for listing in listings if sys.argv[2] in listing]
print(listing, end="")

"""python -m server"""

import sys

from .own_python import use_own_python

use_own_python()

from .cli import main  # noqa: E402  (what it imports is installed beside the house, not in the system)

sys.exit(main())

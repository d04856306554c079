"""What README's figures are measured with."""

import os

# As the `ronghe` command does, before numpy is imported: a second thread for small products spins and slows the rest.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

"""Their Way: treat each customer the way that customer's own actions indicate they want."""

import os

# Our matrices are small: a second BLAS thread costs more than it gives, and takes the core from somebody else.
# It has to be said before numpy is imported, so it is said here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

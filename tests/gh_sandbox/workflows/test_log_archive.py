"""The archive of a run's logs, as GitHub lays it out."""

import io
import zipfile

from gh_sandbox.actions.log_archive import JobLog, archive


def unpacked(*jobs: JobLog) -> dict[str, str]:
    files = zipfile.ZipFile(io.BytesIO(archive(jobs)))
    return {name: files.read(name).decode() for name in files.namelist()}


def test_each_job_has_its_text_and_each_step_its_own() -> None:
    text = "##[group]Run a/b: c\none\n##[group]Again\ntwo\n##[group]Last: skipped\n"
    files = unpacked(
        JobLog("build", ["Run a/b: c", "Again", "Last", "Never begun"], text),
        JobLog(f"{'long ' * 30}", [], "Error: all went wrong\n"),
    )
    assert files == {
        "0_build.txt": text,
        "build/1_Run ab c.txt": "##[group]Run a/b: c\none\n",
        "build/2_Again.txt": "##[group]Again\ntwo\n",
        "build/3_Last.txt": "##[group]Last: skipped\n",
        "build/4_Never begun.txt": "",
        f"1_{('long ' * 30)[:90].strip()}.txt": "Error: all went wrong\n",
    }


def test_steps_of_one_name_have_each_their_own() -> None:
    text = "##[group]Run it\none\n##[group]Run it\ntwo\n"
    files = unpacked(JobLog("build", ["Run it", "Run it"], text))
    assert files["build/1_Run it.txt"].endswith("one\n")
    assert files["build/2_Run it.txt"].endswith("two\n")

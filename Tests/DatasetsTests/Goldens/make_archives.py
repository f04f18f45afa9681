"""Makes archives/: one small CIFAR-10 in tar archives of every format and kind of entry, by Python's tarfile and GNU tar."""
import gzip
import io
import os
import subprocess
import tarfile
import tempfile

KNOWN = "cifar-10-batches-bin"
# Beyond what the fields of a header hold.
LONG = "/".join(["a folder with a long name, " + "x" * 80] * 4)


def record(label):
    return bytes([label]) + bytes(label * 7 % 256 if place % 64 else 255 for place in range(3072))


files = {f"data_batch_{batch}.bin": record(batch - 1) + record(batch) for batch in range(1, 6)}
# With room for a hole.
files["data_batch_5.bin"] = record(4) + bytes(20 * 3073) + record(5)
files["test_batch.bin"] = record(6) + record(7)
files["batches.meta.txt"] = "".join(f"class {label}\n" for label in range(10)).encode()


def keep(name, data):
    with open(f"archives/{name}.tar.gz", "wb") as file:
        file.write(gzip.compress(data, 9, mtime=0))


LINKED = {"data_batch_2.bin": tarfile.LNKTYPE, "data_batch_3.bin": tarfile.SYMTYPE, "data_batch_4.bin": tarfile.LNKTYPE}


def archive(name, folder, format, change=None, **options):
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w", format=format, **options) as tar:
        if change:
            change(tar, folder)
        for file, contents in files.items():
            if change and file in LINKED:
                continue
            entry = tarfile.TarInfo(f"{folder}/{file}")
            entry.size = len(contents)
            tar.addfile(entry, io.BytesIO(contents))
    keep(name, output.getvalue())


def links(prefix):
    """Three files lie elsewhere, under names of any length, and links lead there."""
    def add(tar, folder):
        for file, kind in LINKED.items():
            entry = tarfile.TarInfo(f"{prefix}/{file} itself")
            entry.size = len(files[file])
            tar.addfile(entry, io.BytesIO(files[file]))
            link = tarfile.TarInfo(f"{folder}/{file}")
            link.type = kind
            # A symbolic link is seen from its folder.
            up = "../" * (folder.count("/") + 1) if kind == tarfile.SYMTYPE else ""
            link.linkname = up + entry.name
            tar.addfile(link)
    return add


os.makedirs("archives", exist_ok=True)
archive("ustar", KNOWN, tarfile.USTAR_FORMAT)
archive("ustar-prefix", f"{'x' * 90}/{KNOWN}", tarfile.USTAR_FORMAT)
archive("gnu-long-names", f"{LONG}/{KNOWN}", tarfile.GNU_FORMAT)
archive("gnu-long-links", KNOWN, tarfile.GNU_FORMAT, links(LONG))
archive("pax-long-names", f"{LONG}/{KNOWN}", tarfile.PAX_FORMAT)
archive("pax-long-links", f"é/{KNOWN}", tarfile.PAX_FORMAT, links(LONG))
archive("pax-global", KNOWN, tarfile.PAX_FORMAT, pax_headers={"comment": "for all entries"})
for format in ["gnu", "posix", "v7"]:
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(f"{folder}/{KNOWN}")
        for file, contents in files.items():
            with open(f"{folder}/{KNOWN}/{file}", "wb") as output:
                for start in range(0, len(contents), 4096):
                    # Where nothing is written is a hole.
                    if any(contents[start:start + 4096]):
                        output.seek(start)
                        output.write(contents[start:start + 4096])
        options = [] if format == "v7" else ["--sparse"]
        data = subprocess.run(
            ["tar", f"--format={format}", *options, "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "-c", KNOWN],
            cwd=folder, stdout=subprocess.PIPE, check=True).stdout
        keep(f"{format}-by-tar", data)

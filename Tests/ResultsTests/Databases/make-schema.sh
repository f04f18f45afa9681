#!/usr/bin/env bash
# Makes schema-VERSION.sqlite, a database as an earlier program wrote it: a study of three rows and two seeds with a
# failed attempt, and a study that diverged. Schema 1 is commit 2001070's, schema 2 5909df3's, schema 3 f666d9e's, schema 4
# 2c42d7e's, schema 5 8dbded6's, schema 6 139886d's,
# schema 7 61adf5b's.
# With that commit's program and Fashion-MNIST:
#
#     git worktree add ../schema-1 2001070 && (cd ../schema-1 && swift build -c release)
#     Tests/ResultsTests/Databases/make-schema.sh 1 ../schema-1/.build/release/ablate
set -euo pipefail

version=${1:?Name the version of the schema.}
ablate=$(realpath "${2:?Name the program of a commit that has it.}")
target=$(cd "$(dirname "$0")" && pwd)/schema-$version.sqlite
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

small=(--train-images 256 --test-images 100 --epochs 2 --threads 1 --results "$results")
"$ablate" run quick --steps resnet-50,stage-ratio,separate-downsampling --seeds 2 "${small[@]}"
"$ablate" run quick --steps resnet-50 --learning-rate 1e30 "${small[@]}"

# One run becomes a second attempt after a failed first one.
run=$(sqlite3 "$results/ablate.sqlite" \
  "SELECT identity_sha256 FROM v_run WHERE id = 'resnet-50' AND seed = 1")
folder=$results/runs/${run:0:16}
mv "$folder/attempt-1" "$folder/attempt-2"
mkdir "$folder/attempt-1"
cp "$folder/attempt-2/attempt.json" "$folder/attempt-1"
sed -i 's/"number" : 1/"number" : 2/' "$folder/attempt-2/attempt.json"
printf '{"failed":"2026-01-01T00:00:00Z","identitySHA256":"%s","reason":"The process ran out of memory."}\n' \
  "$run" > "$folder/attempt-1/failure.json"

# No machine's name.
sed -i 's/"host" : "[^"]*"/"host" : "laboratory"/' "$results"/runs/*/*/attempt.json
rm "$results/ablate.sqlite"
"$ablate" gather --results "$results"
cp "$results/ablate.sqlite" "$target"

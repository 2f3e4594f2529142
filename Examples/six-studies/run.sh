#!/bin/sh
# Six studies of one program, then what Hone learns from them. Options go to `hone run`: ./run.sh -j 4
set -e
cd "$(dirname "$0")"
hone=${HONE:-hone}
for data in moons rings clusters shells sphere friedman; do
    sed "s/DATASET/$data/g" study.yaml > ".$data.yaml"
    "$hone" run -q ".$data.yaml" "$@"
    rm ".$data.yaml"
done
"$hone" learn

#!/usr/bin/env bash
# Trains the adapters that `hone bench run --methods lm --adapters FOLDER` needs: one a fold of the yardstick, each on a draw's
# 100 rows of every table outside the fold and on the five families of Data/tabular-trials.jsonl, without the fold's datasets.
# Three to eight minutes an adapter on two cores; those that are there are kept, and one that was interrupted goes on.
#
#   usage: Benchmarks/train_fold_adapters.sh FOLDER [DRAW [FOLD ...]]        (from the repository's root, after make setup)
set -euo pipefail
cd "$(dirname "$0")/.."
hone=.build/release/hone
splits=Benchmarks/yardstick/splits.json
out="${1:?where the adapters go}"
draw="${2:-0}"
folds=("${@:3}")
[ ${#folds[@]} -gt 0 ] || folds=(0 1 2 3)

mkdir -p "$out"
database="$out/draw$draw.db"
$hone db import Data/tabular-trials.jsonl --database "$database" --quiet
$hone db import "${HONE_HOME:-$HOME/.local/share/hone}"/tables/*.honetable --splits "$splits" --draw "$draw" --database "$database" --quiet
for fold in "${folds[@]}"; do
    adapter="$out/fold$fold-draw$draw"
    [ -f "$adapter/card.json" ] && continue
    leave_out=()
    while read -r dataset; do leave_out+=(--leave-out "dataset:$dataset"); done < <(
        python3 -c 'import json, sys; [print(t.split("/")[1]) for t in json.load(open(sys.argv[1]))["folds"][int(sys.argv[2])]]' "$splits" "$fold"
    )
    $hone finetune --database "$database" "${leave_out[@]}" --rank 16 --steps 170 --output "$adapter"
done

#!/bin/bash
# shot.sh name html width height [dark]
extra=""; [ "$5" = dark ] && extra="--blink-settings=preferredColorScheme=0"
timeout 60 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=$3,$4 $extra --screenshot=$1.png "file://$PWD/$2" >/dev/null 2>$1.err

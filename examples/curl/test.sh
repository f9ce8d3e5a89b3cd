#!/usr/bin/env bash
# A sign-in with a second factor, by curl:
#
#     countersign exec --control -- bash examples/curl/test.sh
set -euo pipefail

base="$COUNTERSIGN_URL/t/curl-$$/api/v1"        # a world of this test's own, made by its first use
countersign=${COUNTERSIGN:-countersign}

post() {    # PATH JSON [TOKEN]: the answer, and its status in $status
    local answer
    answer=$(curl -s -w '\n%{http_code}' "$base$1" -H 'Content-Type: application/json' -d "$2" ${3:+-H "Authorization: Bearer $3"})
    status=${answer##*$'\n'} answer=${answer%$'\n'*}
    printf '%s' "$answer" > "$folder/answer"
}
field() { jq -r "$1" "$folder/answer"; }
control() { curl -sf -X "$1" "$base/control/$2" -H "Authorization: Bearer $COUNTERSIGN_ADMIN_TOKEN" -H 'Content-Type: application/json' -d "$3"; }
code() { "$countersign" code --uri - --at "$(control GET clock '' | jq .now)" < "$folder/uri"; }
holds() { [ "$2" = "$3" ] || { echo "FAILED: $1: $2 instead of $3"; exit 1; }; echo "ok: $1"; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
control PUT clock '{"frozen":true}' > /dev/null

ada='{"username":"ada","password":"seven unrelated green kettles"}'
post /register "$ada"
session=$(field .session.token)
post /devices '{"name":"Phone"}' "$session"
field .uri > "$folder/uri"
post "/devices/$(field .id)/confirm" "{\"code\":\"$(code)\"}" "$session"
holds "a device is enrolled" "$status" 200

control POST clock/advance '{"seconds":30}' > /dev/null
post /login "$ada"
holds "the password alone is not enough" "$(field .status)" second-factor-required
right=$(code)
post /login/verify "{\"code\":\"$right\"}" "$(field .session.token)"
holds "a code signs in" "$(field .status)" signed-in

post /login "$ada"
post /login/verify "{\"code\":\"$right\"}" "$(field .session.token)"
holds "the same code is refused" "$status" 401

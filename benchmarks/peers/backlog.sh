#!/usr/bin/env bash
# A backlog with `gh` and `jq`, as a careful person writes it. Each part reads its list once; jq
# compares it with the plan and writes the calls that make the difference, which are then made. So
# it can be run again, and does nothing where nothing differs.
#
#     backlog.sh PLAN.json [labels] [milestones] [types] [project] [issues] [relations] [cards] [files]
#
# What `gh` has no command for (milestones, types, views, options with colors, relations) goes
# through `gh api`.
set -euo pipefail

plan=$1
shift
parts=" ${*:-labels milestones types project issues relations cards files} "
repository=$(jq -r .repository "$plan")
owner=${repository%/*}
name=${repository#*/}
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
declare -A number # of each issue, by its key

does() { [[ $parts == *" $1 "* ]]; }

# Make the calls that a jq program writes: from the plan, and from $now, a file with what there is.
make_difference() { # FILE PROGRAM
    jq -r --slurpfile there "$1" --arg repository "$repository" --arg owner "$owner" \
        'def by(f): map({key: f, value: .}) | from_entries; $there[0] as $now | '"$2" "$plan" \
        >"$folder/calls"
    # shellcheck source=/dev/null
    source "$folder/calls"
}

label() { # create|edit NAME COLOR DESCRIPTION
    gh label "$1" "$2" -R "$repository" --color "$3" --description "$4" </dev/null
}

send() { # METHOD PATH BODY
    gh api -X "$1" "$2" --input - --silent <<<"$3"
}

mutate() { # NAME INPUT
    local document="mutation(\$input: ${1^}Input!) { $1(input: \$input) { clientMutationId } }"
    jq -n --arg query "$document" --argjson input "$2" '{$query, variables: {$input}}' |
        gh api graphql --input - --silent
}

do_labels() {
    gh label list -R "$repository" --limit 10000 --json name,color,description >"$folder/labels"
    make_difference "$folder/labels" '($now | by(.name | ascii_downcase)) as $found
        | .labels[] | $found[.name | ascii_downcase] as $old
        | select([$old.color, $old.description] != [.color, .description])
        | @sh "label \(if $old then "edit" else "create" end) \(.name) \(.color) \(.description)"'
}

do_milestones() {
    gh api --paginate "repos/$repository/milestones?state=all&per_page=100" >"$folder/milestones"
    make_difference "$folder/milestones" '($now | by(.title)) as $found
        | "repos/\($repository)/milestones" as $path
        | .milestones[] | $found[.title] as $old | select($old.description != .description)
        | if $old then @sh "send PATCH \("\($path)/\($old.number)") \(tojson)"
          else @sh "send POST \($path) \(tojson)" end'
}

do_types() {
    gh api "orgs/$owner/issue-types" >"$folder/types"
    make_difference "$folder/types" '($now | by(.name)) as $found | "orgs/\($owner)/issue-types" as $path
        | .types[] | $found[.name] as $old
        | select([$old.color, $old.description] != [.color, .description]) | .is_enabled = true
        | if $old then @sh "send PUT \("\($path)/\($old.id)") \(tojson)"
          else @sh "send POST \($path) \(tojson)" end'
}

# Set `project` to the number of the project of the planned title, and empty where there is none.
find_project() {
    local title
    title=$(jq -r .project.title "$plan")
    project=$(gh project list --owner "$owner" --limit 1000 --format json |
        jq -r --arg title "$title" 'first(.projects[] | select(.title == $title) | .number) // ""')
}

read_project() {
    gh api graphql -f owner="$owner" -F number="$project" --jq .data.organization.projectV2 -f query='
        query($owner: String!, $number: Int!) { organization(login: $owner) {
          projectV2(number: $number) {
            id number shortDescription readme
            views(first: 50) { nodes { name } }
            fields(first: 50) { nodes {
              ... on ProjectV2FieldCommon { id databaseId name dataType }
              ... on ProjectV2SingleSelectField { options { id name color description } } } } } } }' \
        >"$folder/project"
}

edit_project() { # DESCRIPTION README
    gh project edit "$project" --owner "$owner" --description "$1" --readme "$2" >/dev/null </dev/null
}

do_project() {
    find_project
    if [ -z "$project" ]; then
        project=$(gh project create --owner "$owner" --title "$(jq -r .project.title "$plan")" \
            --format json --jq .number)
        gh project link "$project" --owner "$owner" --repo "$repository"
    fi
    read_project
    make_difference "$folder/project" '.project
        | select([$now.shortDescription, $now.readme] != [.description, .readme])
        | @sh "edit_project \(.description) \(.readme)"'
    # The ids of options that stay are sent along, or cards would lose their values.
    make_difference "$folder/project" '($now.fields.nodes | by(.name)) as $found
        | .project.fields[] | $found[.name] as $old
        | (.options | map({name, color: (.color | ascii_upcase), description})) as $wanted
        | if $old == null then @sh "mutate createProjectV2Field \(
              {projectId: $now.id, name, dataType: (.type | ascii_upcase)}
              + (if $wanted == [] then {} else {singleSelectOptions: $wanted} end) | tojson)"
          else select($old.dataType == "SINGLE_SELECT" and ($old.options | map(del(.id))) != $wanted)
            | ($old.options | by(.name)) as $options
            | @sh "mutate updateProjectV2Field \({fieldId: $old.id, singleSelectOptions: ($wanted
                | map(. + ($options[.name] | if . then {id} else {} end)))} | tojson)" end'
    [ -s "$folder/calls" ] && read_project
    make_difference "$folder/project" '($now.fields.nodes | by(.name) | map_values(.databaseId)) as $ids
        | .project.views[] | select(.name | IN($now.views.nodes[].name) | not)
        | {name, layout, visible_fields: (.fields | map($ids[.])),
           vertical_group_by: [.columns | values | $ids[.]], group_by: [.group_by | values | $ids[.]]}
        | with_entries(select(.value != []))
        | @sh "send POST \("orgs/\($owner)/projectsV2/\($now.number)/views") \(tojson)"'
}

read_issues() {
    gh issue list -R "$repository" --state all --limit 100000 \
        --json number,title,body,labels,milestone,issueType,parent,blockedBy >"$folder/issues"
    # Each planned issue beside the one that it is: by marker, else by number and title, else by title.
    jq --slurpfile there "$folder/issues" '
        def by(f): map({key: f, value: .}) | from_entries;
        ($there[0] | map(.body |= gsub("\r\n"; "\n"))) as $issues
        | ($issues | map(select(.body | contains("<!-- gh-playbook:begin key=")))
            | by(.body | capture("<!-- gh-playbook:begin key=(?<key>\\S+)").key)) as $marked
        | ($issues | by(.number | tostring)) as $numbered | ($issues | by(.title)) as $titled
        | .issues | map({key, value: ($marked[.key]
            // ($numbered[.number // 0 | tostring] as $one | if $one.title == .title then $one else null end)
            // $titled[.title])}) | map(select(.value)) | from_entries' "$plan" >"$folder/bound"
    # shellcheck source=/dev/null
    source <(jq -r 'to_entries[] | @sh "number[\(.key)]=\(.value.number)"' "$folder/bound")
}

# Set `filled` to a text with the numbers of issues in the place of their keys.
fill() { # TEXT KEY…
    local named
    filled=$1
    shift
    for named in "$@"; do filled=${filled//"{$named}"/${number[$named]}}; done
}

new_issue() { # KEY TEXT NAMED OPTION…
    local key=$1 text=$2 named=$3 url option options=()
    shift 3
    for option in "$@"; do
        # shellcheck disable=SC2086
        fill "$option" $named
        options+=("$filled")
    done
    # shellcheck disable=SC2086
    fill "$text" $named
    url=$(gh issue create -R "$repository" --body-file - "${options[@]}" <<<"${filled%$'\n'}")
    number[$key]=${url##*/}
}

edit_issue() { # KEY TEXT NAMED OPTION…
    local key=$1 text=$2 named=$3 option options=()
    shift 3
    for option in "$@"; do
        # shellcheck disable=SC2086
        fill "$option" $named
        options+=("$filled")
    done
    # shellcheck disable=SC2086
    fill "$text" $named
    gh issue edit "${number[$key]}" -R "$repository" "${options[@]}" <<<"$filled" >/dev/null
}

do_issues() {
    make_difference "$folder/bound" '
        def filled: gsub("\\{(?<key>[a-z0-9-]+)\\}"; $now[.key].number // "{\(.key)}" | tostring);
        def option(name; value):
            [value | select(. != null and . != "")] | if . == [] then [] else [name, .[0]] end;
        .issues[] | . as $wanted | $now[.key] as $old | (.block | filled) as $block
        | ([.parent, .blocked_by[]] | map(values) | join(" ")) as $named
        | if $old == null then
            option("--title"; .title) + option("--label"; .labels | join(","))
            + option("--milestone"; .milestone) + option("--type"; .type)
            + option("--parent"; .parent | values | "{\(.)}")
            + option("--blocked-by"; .blocked_by | map("{\(.)}") | join(","))
            | @sh "new_issue \($wanted.key) \($block) \($named) \(.)"
          else
            ($old.body | contains("<!-- gh-playbook:begin")) as $is_ours
            | (if $is_ours
               then ($old.body | split("<!-- gh-playbook:begin")[0]) + $block
                  + ($old.body | split("gh-playbook:end -->")[1])
               else ($old.body | sub("\\s+$"; "")) + "\n\n" + $block end) as $body
            | ($old.labels | map(.name)) as $worn | ($old.blockedBy.nodes | map(.number)) as $waits
            | option("--title"; select($old.title != .title) | .title)
            + (if $old.body == $body then [] else ["--body-file", "-"] end)
            + option("--add-label"; [.labels[] | select(IN($worn[]) | not)
                | select($is_ours and startswith("status:") | not)] | join(","))
            + option("--remove-label"; [.remove_labels[] | select(IN($worn[]))] | join(","))
            + option("--milestone"; select($old.milestone.title != .milestone) | .milestone)
            + option("--type"; select($old.issueType.name != .type) | .type)
            + option("--parent"; .parent | values | select($now[.].number != $old.parent.number) | "{\(.)}")
            + option("--add-blocked-by"; [.blocked_by[]
                | select($now[.] == null or ($now[.].number | IN($waits[]) | not)) | "{\(.)}"] | join(","))
            | select(. != []) | @sh "edit_issue \($wanted.key) \($body) \($named) \(.)" end'
}

do_relations() {
    gh api graphql --paginate -f owner="$owner" -f name="$name" -f query='
        query($owner: String!, $name: String!, $endCursor: String) {
          repository(owner: $owner, name: $name) { issues(first: 100, after: $endCursor) {
            pageInfo { hasNextPage endCursor }
            nodes { id number relatesTo(first: 50) { nodes { number } } } } } }' \
        --jq '.data.repository.issues.nodes[]' | jq -s . >"$folder/related"
    numbers | jq --slurpfile related "$folder/related" \
        '($related[0] | map({key: "\(.number)", value: .}) | from_entries) as $at | map_values($at["\(.)"])' \
        >"$folder/ends"
    make_difference "$folder/ends" '.relations[] | $now[.[0]] as $one | $now[.[1]] as $other
        | select($other.number | IN($one.relatesTo.nodes[].number) | not)
        | @sh "mutate addRelatesTo \({issueId: $one.id, relatedIssueId: $other.id} | tojson)"'
}

# Print the numbers of all issues by their keys, as JSON.
numbers() {
    local key
    for key in "${!number[@]}"; do printf '%s\t%s\n' "$key" "${number[$key]}"; done |
        jq -nR '[inputs / "\t" | {key: .[0], value: .[1] | tonumber}] | from_entries'
}

new_card() { # KEY: `card` gets its id
    card[$1]=$(gh project item-add "$project" --owner "$owner" --format json --jq .id \
        --url "https://github.com/$repository/issues/${number[$1]}" </dev/null)
}

set_value() { # KEY FIELD OPTION VALUE
    gh project item-edit --id "${card[$1]}" --project-id "$project_id" --field-id "$2" "$3" "$4" \
        >/dev/null </dev/null
}

do_cards() {
    does project || { find_project && read_project; }
    project_id=$(jq -r .id "$folder/project")
    declare -A card
    gh project item-list "$project" --owner "$owner" --limit 100000 --format json >"$folder/items"
    numbers | jq --slurpfile items "$folder/items" --slurpfile project "$folder/project" \
        --arg repository "$repository" '
        ($items[0].items | map(select(.content.repository == $repository)
            | {key: "\(.content.number)", value: .}) | from_entries) as $at
        | {number: ., card: map_values($at["\(.)"]), fields: $project[0].fields.nodes}' >"$folder/cards"
    make_difference "$folder/cards" '.issues[] | .key as $key | $now.card[.key]
        | if . then @sh "card[\($key)]=\(.id)" else @sh "new_card \($key)" end'
    make_difference "$folder/cards" '($now.fields | by(.name)) as $fields
        | {SINGLE_SELECT: "--single-select-option-id", NUMBER: "--number", TEXT: "--text"} as $options
        | .issues[] | .key as $key | $now.card[.key] as $old | .values | to_entries[]
        | $fields[.key] as $field | select($options[$field.dataType])
        | (.value | if type == "string" then
            gsub("\\{(?<key>[a-z0-9-]+)\\}"; "\($now.number[.key])") else . end) as $value
        | select($old[(.key[:1] | ascii_downcase) + .key[1:]] != $value)
        | select($old == null or .key != "Status")
        | ([($field.options[]? | select(.name == $value) | .id), $value] | first) as $sent
        | @sh "set_value \($key) \($field.id) \($options[$field.dataType]) \($sent)"'
}

put_file() { # PATH MESSAGE CONTENT
    local sha
    sha=$(gh api "repos/$repository/contents/$1" --jq .sha 2>/dev/null </dev/null) || sha=
    if [ "$sha" != "$(printf %s "$3" | git hash-object --stdin)" ]; then
        printf %s "$3" | base64 -w0 | jq -R --arg message "$2" --arg sha "$sha" \
            '{$message, content: .} + if $sha == "" then {} else {$sha} end' |
            gh api -X PUT "repos/$repository/contents/$1" --input - --silent
    fi
}

do_files() {
    make_difference /dev/null '.files[] | @sh "put_file \(.path) \(.message) \(.content)"'
}

if does labels; then do_labels; fi
if does milestones; then do_milestones; fi
if does types; then do_types; fi
if does project; then do_project; fi
if does issues || does relations || does cards; then read_issues; fi
if does issues; then do_issues; fi
if does relations; then do_relations; fi
if does cards; then do_cards; fi
if does files; then do_files; fi

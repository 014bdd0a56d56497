"""Failing on demand: rules that choose requests and what goes wrong with them.

A fault file is a list of rules, in YAML. Every key but `fault` is optional:

    - fault: drop-after             # what goes wrong, see below
      operation: createIssue        # a GraphQL root field; or a method and path, POST
                                    # /repos/*/*/issues (** stands for any number of parts)
      writes: true                  # only requests that could change something; false: only reads
      nth: 3                        # only the third request
      from: 3                       # from the third request on, or from 10s on
      to: 5                         # up to and with the fifth, or up to 20s
      probability: 0.5              # of those, about every other one, by a seed
      seed: 7
      times: 2                      # and no more than two in all

A rule numbers the requests of its `operation` and `writes`, from 1 since the rules were set;
seconds count from then too, by the sandbox's clock. Of several rules that fit a request the
first strikes. The faults, with a number where they need one:

    latency: 300                    # answered 300 ms later
    drop-before                     # the connection ends before anything is done
    drop-after                      # it is done, but the connection ends without an answer
    hang: 60                        # nothing is done; the connection ends after 60 seconds
    html-502, html-502-after        # a proxy's page of HTML, before it is done or after
    truncated-json                  # done, but the answer breaks off half-way
    something-went-wrong            # not done, or with `committed: true` done; 200 (REST: 502)
    resource-limits: 5              # GraphQL: five aliases are carried out, the rest refused
    primary-rate-limit              # with `reset-after: 60` seconds (default: an hour)
    secondary-rate-limit            # with `retry-after: 60` seconds, or without; `status: 429`
    content-block                   # the same, with the words for content
    too-quick                       # "was submitted too quickly"
    unauthorized                    # 401, as if the token had been revoked
    stale-lists: 5                  # lists and searches show what there was five seconds ago

`rule.py` reads rules, `schedule.py` finds the one that strikes, `answer.py` makes the answer.
"""

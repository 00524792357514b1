// The table: what this capability offers.
#include "privacy/privacy.h"

#include <iterator>

#include "privacy/embedded.h"
#include "privacy/lines.h"

namespace khuyenhoc::privacy {

namespace {

template <class T>
void add(std::vector<T>& to, std::vector<T> more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

Table table(const places::Places& places, recognition::Recognition& recognition, const people::Keys& keys, std::vector<Sweep> sweeps) {
    Table t;
    t.name = "privacy";
    t.migrations = {{"privacy/0001_privacy", privacy_file_bytes("migrations/0001_privacy.sql")}};
    t.commands = consent_commands();
    add(t.commands, request_commands());
    add(t.commands, restriction_commands());
    t.commands.push_back(erase_line(recognition));
    add(t.commands, breach_commands());
    t.commands.push_back(retention_line(sweeps));
    t.queries = request_queries(places);
    add(t.queries, consent_queries());
    add(t.queries, record_queries(places, keys));
    add(t.queries, breach_queries(recognition.province()));
    add(t.queries, retention_queries(recognition.province(), sweeps));
    add(t.queries, duty_queries());
    t.checks = integrity_checks();
    t.refusals = refusal_kinds();
    return t;
}

}  // namespace khuyenhoc::privacy

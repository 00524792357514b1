// The register's sealed values under other keys, chunk by chunk: nothing else of a row changes, and no fact.
#include "people/people.h"
#include "people/sealed_ethnicity.h"

namespace khuyenhoc::people {

namespace {

constexpr std::int64_t rows_in_chunk = 5000;

struct Sealed {
    std::int64_t id = 0, ethnicity = 0;
    std::optional<std::string> number;
};

std::vector<Sealed> chunk_after(store::Connection& db, std::int64_t province, std::int64_t after) {
    std::vector<Sealed> rows;
    rows.reserve(rows_in_chunk);
    db.query("SELECT person_id, ethnicity, citizen_sealed FROM person WHERE province_id = $1 AND person_id > $2 ORDER BY person_id LIMIT $3",
             {province, after, rows_in_chunk},
             [&](const store::Row& row) { rows.push_back({row.integer(0), row.integer(1), row.optional_text(2)}); });
    return rows;
}

/// What does not open stays as it is: nobody could read it before either.
class Writing {
public:
    Writing(store::Connection& db, std::int64_t province, const Keys& from, const Keys& to)
        : province_(province), from_(from), to_(to), numbers_too_(from.seal != to.seal || from.lookup != to.lookup),
          ethnicity_(db.prepare("UPDATE person SET ethnicity = $1 WHERE province_id = $2 AND person_id = $3")),
          number_(db.prepare("UPDATE person SET citizen_sealed = $1, citizen_hash = $2 WHERE province_id = $3 AND person_id = $4")) {}

    void write(const Sealed& row) {
        const auto code = try_ethnicity(from_.ethnicity, row.id, row.ethnicity);
        const auto ethnicity = code ? seal_ethnicity(to_.ethnicity, row.id, *code) : row.ethnicity;
        if (ethnicity != row.ethnicity) ethnicity_->run({ethnicity, province_, row.id});
        const auto number = numbers_too_ && row.number ? open_sealed(from_.seal, *row.number) : std::nullopt;
        if (!number) return;
        const std::string sealed = seal(to_.seal, *number), hash = keyed_hash_hex(to_.lookup, *number);
        number_->run({std::string_view(sealed), std::string_view(hash), province_, row.id});
    }

private:
    std::int64_t province_;
    const Keys& from_;
    const Keys& to_;
    bool numbers_too_;
    std::unique_ptr<store::Statement> ethnicity_, number_;
};

/// False when there was nothing left.
bool reseal_chunk(store::Store& store, std::int64_t province, const Resealing& resealing, std::int64_t& after, std::int64_t& rows) {
    auto held = store.writer();
    store::Transaction transaction(held.connection);
    held.connection.take_turn(province);
    const auto chunk = chunk_after(held.connection, province, after);
    if (chunk.empty()) return false;
    Writing writing(held.connection, province, resealing.from, resealing.to);
    for (const auto& row : chunk) writing.write(row);
    after = chunk.back().id;
    resealing.note(held.connection, after);
    transaction.commit();
    rows += std::ssize(chunk);
    return true;
}

}  // namespace

bool opens_register(store::Connection& db, const Keys& keys) {
    const auto sealed = db.query_text("/* national */ SELECT citizen_sealed FROM person WHERE citizen_hash IS NOT NULL LIMIT 1");
    return !sealed || open_sealed(keys.seal, *sealed).has_value();
}

void reseal_register(store::Store& store, const Resealing& resealing) {
    std::vector<std::int64_t> provinces;
    std::int64_t all = 0, rows = 0;
    {
        const auto reader = store.reader();
        reader->query("/* national */ SELECT province_id, count(*) FROM person GROUP BY province_id ORDER BY province_id", {},
                      [&](const store::Row& row) {
                          provinces.push_back(row.integer(0));
                          all += row.integer(1);
                      });
    }
    std::int64_t after = resealing.after;
    // Ids begin with their province, so that one number says how far all of them are.
    for (const auto province : provinces)
        while (reseal_chunk(store, province, resealing, after, rows))
            if (resealing.tell) resealing.tell(rows, all);
}

}  // namespace khuyenhoc::people

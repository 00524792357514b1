// What rests sealed in the register: ethnic groups, and everything under other keys.
#include <set>

#include "people/sealed_ethnicity.h"
#include "people/tests/world.h"

namespace khuyenhoc::people {

namespace {

constexpr std::int64_t person = 14'000'000'001'234;

TEST(SealedEthnicity, every_code_of_every_person_comes_back) {
    for (int i = 0; i < 50; ++i) {
        const Key key = random_key();
        for (int code = 0; code <= most_ethnicity; ++code) {
            const auto value = seal_ethnicity(key, person + i, code);
            EXPECT_GE(value, 64);
            EXPECT_LT(value, std::int64_t{1} << 30) << "an INTEGER of every store holds it";
            EXPECT_EQ(try_ethnicity(key, person + i, value), code);
            EXPECT_EQ(seal_ethnicity(key, person + i, code), value) << "the same import writes the same row";
        }
    }
}

TEST(SealedEthnicity, is_the_same_for_ever) {
    Key key{};
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<unsigned char>(i);
    std::string said;
    for (const int code : {0, 1, 3, 54}) said += std::to_string(seal_ethnicity(key, person, code)) + " ";
    EXPECT_EQ(said, "1038730957 490126612 727148221 170501804 ");
}

TEST(SealedEthnicity, tells_nothing_of_two_persons) {
    const Key key = random_key();
    std::set<std::int64_t> values, codes;
    for (int i = 0; i < 2000; ++i) {
        const auto value = seal_ethnicity(key, person + i, 3);
        values.insert(value);
        codes.insert(value & 63);
    }
    EXPECT_GT(values.size(), 1990u);
    EXPECT_EQ(codes.size(), 64u);
}

/// How many of `count` values open though they should not.
template <class Open>
int opened_by_mistake(int count, Open open) {
    int mistakes = 0;
    for (int i = 0; i < count; ++i) mistakes += open(person + i).has_value();
    return mistakes;
}

TEST(SealedEthnicity, does_not_open_under_another_key_of_another_person_or_damaged) {
    const Key key = random_key(), other = random_key();
    constexpr int tries = 20'000;
    // One in twenty million by chance.
    EXPECT_LE(opened_by_mistake(tries, [&](std::int64_t id) { return try_ethnicity(other, id, seal_ethnicity(key, id, 3)); }), 1);
    EXPECT_LE(opened_by_mistake(tries, [&](std::int64_t id) { return try_ethnicity(key, id + 1, seal_ethnicity(key, id, 3)); }), 1);
    for (int bit = 0; bit < 30; ++bit)
        EXPECT_LE(opened_by_mistake(500, [&](std::int64_t id) {
                      const auto damaged = seal_ethnicity(key, id, 3) ^ (std::int64_t{1} << bit);
                      return is_plain_ethnicity(damaged) ? std::nullopt : try_ethnicity(key, id, damaged);
                  }), 1) << bit;
    for (const std::int64_t wrong : {std::int64_t{-1}, std::int64_t{55}, std::int64_t{63}, std::int64_t{1} << 30, INT64_MAX, INT64_MIN}) {
        EXPECT_FALSE(try_ethnicity(key, person, wrong)) << wrong;
        EXPECT_EQ(open_ethnicity(key, person, wrong), 0) << wrong;
    }
}

TEST(SealedEthnicity, a_code_from_before_is_read_as_it_is) {
    for (int code = 0; code <= most_ethnicity; ++code) EXPECT_EQ(try_ethnicity(random_key(), person, code), code);
}

/// A household with a head (code 3), and another person without a number.
struct TwoPeople : World {
    std::int64_t house = household("001"), head = 0, child = 0;
    explicit TwoPeople() {
        auto body = person(house, "Lò Văn Tiến", "1960", "head");
        body["sex"] = "male";
        body["ethnicity"] = 3;
        body["citizen_no"] = "014060001234";
        head = id("people.add_person", body, "person_id");
        child = add(house, "Lò Thị Đào", "1990-01-31");
    }
    std::int64_t value_of(std::int64_t id) { return count("SELECT ethnicity FROM person WHERE province_id = 14 AND person_id = " + std::to_string(id)); }
    json::value group_on_card(std::int64_t id) { return ask("/api/persons/{person_id}", {{"person_id", id}})->at("ethnicity"); }
};

TEST(Sealing, an_ethnic_group_rests_sealed_and_is_shown_where_it_may_be) {
    TwoPeople w;
    EXPECT_GE(w.value_of(w.head), 64);
    EXPECT_GE(w.value_of(w.child), 64) << "not even whether it is known";
    EXPECT_EQ(open_ethnicity(w.keys.ethnicity, w.head, w.value_of(w.head)), 3);
    EXPECT_EQ(open_ethnicity(w.keys.ethnicity, w.child, w.value_of(w.child)), 0);
    const auto before = w.value_of(w.child);
    EXPECT_EQ(w.code("people.correct_person", {{"person_id", w.child}, {"ethnicity", 54}}), "");
    EXPECT_NE(w.value_of(w.child), before);
    EXPECT_EQ(open_ethnicity(w.keys.ethnicity, w.child, w.value_of(w.child)), 54);
    EXPECT_TRUE(w.broken().empty());
}

TEST(Sealing, the_journal_keeps_no_ethnic_group_and_still_knows_a_repeat) {
    TwoPeople w;
    const auto correct = [&](const char* id, int code) {
        return w.journal.execute({uuid_from(id), "people.correct_person", 14, "officer", {{"person_id", w.child}, {"ethnicity", code}}});
    };
    const auto first = correct("a", 7);
    ASSERT_TRUE(first.answer);
    const auto again = correct("a", 7);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(*again.answer, *first.answer);
    EXPECT_EQ(correct("a", 8).answer.error().code, "journal.conflict");
    ASSERT_TRUE(correct("b", 7).answer);
    std::set<std::string> said;
    w.store->reader()->query("SELECT body FROM journal WHERE name IN ('people.correct_person', 'people.add_person')", {}, [&](const store::Row& row) {
        const auto body = parse_json(row.text(0))->as_object();
        if (const auto* ethnicity = body.if_contains("ethnicity")) {
            EXPECT_TRUE(ethnicity->is_string()) << "a code in clear";
            said.insert(json::value_to<std::string>(*ethnicity));
        }
    });
    EXPECT_EQ(said.size(), 3u) << "the same group in two commands does not read alike";
    EXPECT_EQ(open_ethnicity(w.keys.ethnicity, w.child, w.value_of(w.child)), 7);
}

TEST(Sealing, damage_counts_as_not_known_and_is_found_by_the_check) {
    TwoPeople w;
    const auto set = [&](std::int64_t value) {
        w.store->writer().connection.run("UPDATE person SET ethnicity = $1 WHERE province_id = 14 AND person_id = $2", {value, w.head});
    };
    const auto sound = w.value_of(w.head);
    const auto line = "people.ethnicity_opens: " + std::to_string(w.head);
    set(sound ^ (1 << 20));
    EXPECT_EQ(open_ethnicity(w.keys.ethnicity, w.head, w.value_of(w.head)), 0);
    EXPECT_EQ(w.broken(), std::vector<std::string>{line});
    set(3);
    EXPECT_EQ(w.broken(), std::vector<std::string>{line}) << "in clear, written past the program";
    set(sound);
    EXPECT_TRUE(w.broken().empty());
}

TEST(Sealing, the_register_knows_its_keys) {
    TwoPeople w;
    EXPECT_TRUE(opens_register(*w.store->reader(), w.keys));
    EXPECT_FALSE(opens_register(*w.store->reader(), Keys::from_master(Key{9})));
    EXPECT_TRUE(opens_register(*World().store->reader(), Keys::from_master(Key{9}))) << "nothing to tell by";
}

/// Codes as a database from before has them.
void unseal(World& w) {
    std::vector<std::pair<std::int64_t, std::int64_t>> rows;
    w.store->reader()->query("/* national */ SELECT person_id, ethnicity FROM person", {}, [&](const store::Row& row) {
        rows.emplace_back(row.integer(0), open_ethnicity(w.keys.ethnicity, row.integer(0), row.integer(1)));
    });
    auto held = w.store->writer();
    for (const auto& [id, code] : rows)
        held.connection.run("UPDATE person SET ethnicity = $1 WHERE province_id = $2 AND person_id = $3", {code, id / 1'000'000'000'000, id});
}

TEST(Sealing, a_register_from_before_is_sealed_and_a_sealed_one_stays) {
    TwoPeople w;
    const auto before = w.value_of(w.head);
    unseal(w);
    EXPECT_EQ(w.value_of(w.head), 3);
    std::int64_t noted = 0;
    const Resealing resealing{.from = w.keys, .to = w.keys, .after = 0, .note = [&](store::Connection&, std::int64_t last) { noted = last; }, .tell = {}};
    for (int time = 0; time < 2; ++time) {
        reseal_register(*w.store, resealing);
        EXPECT_EQ(w.value_of(w.head), before);
        EXPECT_EQ(noted, std::max(w.head, w.child));
        EXPECT_TRUE(w.broken().empty());
    }
}

TEST(Sealing, other_keys_reach_every_row_and_what_was_stopped_goes_on) {
    TwoPeople w;
    for (int i = 0; i < 5; ++i) w.add(w.house, "Lò Thị Én", "199" + std::to_string(i));
    const auto others = Keys::from_master(Key{42});
    std::int64_t noted = 0;
    Resealing resealing{.from = w.keys, .to = others, .after = 0, .note = [](store::Connection&, std::int64_t) { throw std::runtime_error("killed"); }, .tell = {}};
    EXPECT_THROW(reseal_register(*w.store, resealing), std::runtime_error);
    EXPECT_TRUE(opens_register(*w.store->reader(), w.keys)) << "a chunk is sealed whole or not at all";
    resealing.note = [&](store::Connection&, std::int64_t last) { noted = last; };
    reseal_register(*w.store, resealing);
    EXPECT_TRUE(opens_register(*w.store->reader(), others));
    EXPECT_EQ(open_ethnicity(others.ethnicity, w.head, w.value_of(w.head)), 3);
    EXPECT_FALSE(try_ethnicity(w.keys.ethnicity, w.head, w.value_of(w.head)));
    EXPECT_EQ(w.text("SELECT citizen_hash FROM person WHERE citizen_hash IS NOT NULL"), keyed_hash_hex(others.lookup, "014060001234"));
    resealing.after = noted;
    const auto value = w.value_of(w.head);
    reseal_register(*w.store, resealing);
    EXPECT_EQ(w.value_of(w.head), value) << "rows up to there are done already";
}

}  // namespace

}  // namespace khuyenhoc::people

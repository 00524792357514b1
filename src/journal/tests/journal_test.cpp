#include "journal/journal.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/check.h"
#include "journal/erasure.h"
#include "store/temporary.h"

namespace khuyenhoc::journal {

namespace {

/// A small capability: words that are kept once, a secret, a reaction, a refusal, a bug.
Table words_table(int& followed) {
    Table t;
    t.name = "words";
    t.migrations = {{"words/0001", "CREATE TABLE word(province_id BIGINT NOT NULL, word TEXT NOT NULL, seq BIGINT NOT NULL, "
                                   "PRIMARY KEY (province_id, word))"}};
    t.refusals = {{"words.taken", 409, "Đã có", "Taken"}, {"words.shy", 422, "Không", "No"}};
    const auto keep = [&followed](CommandContext& context, const json::object& body) -> Result<json::value> {
        const auto word = json::value_to<std::string>(body.at("word"));
        if (context.db.query_integer("SELECT 1 FROM word WHERE province_id = $1 AND word = $2", {context.province, word}))
            return refuse("words.taken", "word");
        context.db.run("INSERT INTO word(province_id, word, seq) VALUES ($1, $2, $3)", {context.province, word, context.seq});
        check(word != "bug", "words are no bugs");
        context.after_commit.push_back([&followed] { ++followed; });
        return json::value{{"word", word}, {"seq", context.seq}};
    };
    t.commands = {{.name = "words.keep",
                   .summary = "Keeps a word.",
                   .fields = {{.name = "word", .least = 1, .most = 20}, {.name = "number", .required = false}},
                   .run = keep,
                   .secret_fields = {"number"}}};
    t.commands.push_back({.name = "words.keep_hastily",
                          .summary = "Keeps a word without undo; writes before it refuses \"late\".",
                          .fields = {{.name = "word"}},
                          .run = [](CommandContext& context, const json::object& body) -> Result<json::value> {
                              const auto word = json::value_to<std::string>(body.at("word"));
                              if (word == "no") return refuse("words.taken", "word");
                              context.db.run("INSERT INTO word(province_id, word, seq) VALUES ($1, $2, $3)",
                                             {context.province, word, context.seq});
                              if (word == "late") return refuse("words.taken", "word");
                              return json::value();
                          },
                          .refuses_before_writing = true});
    t.reactions = {{"words.keep", [](CommandContext& context, const json::object& body, const json::value&) -> Result<void> {
                        if (body.at("word").as_string() != "shy") return {};
                        context.db.run("INSERT INTO word(province_id, word, seq) VALUES ($1, 'half done', $2)",
                                       {context.province, context.seq});
                        return refuse("words.shy", "word");
                    }}};
    return t;
}

struct Fixture : ::testing::Test {
    int followed = 0;
    Capabilities all{{ground_table(), table(), words_table(followed)}};
    std::unique_ptr<store::Store> store = store::open_temporary();
    Key key = random_key();
    Journal journal{*store, all, key};

    void SetUp() override { store->migrate(all.migrations()); }
    void TearDown() override {
        const auto problems = all.run_checks(*store->reader());
        EXPECT_TRUE(problems.empty() || tampered) << problems.front();
    }
    Outcome keep(const std::string& id_from, const std::string& word, std::int64_t province = 14) {
        return journal.execute({uuid_from(id_from), "words.keep", province, "officer", {{"word", word}}});
    }
    std::int64_t count(const char* table_name) {
        return *store->reader()->query_integer("SELECT count(*) FROM " + std::string(table_name));
    }
    bool tampered = false;
};

std::string code(const Outcome& outcome) { return outcome.answer ? "" : outcome.answer.error().code; }

}  // namespace

TEST_F(Fixture, the_same_command_again_gets_the_same_answer) {
    const auto first = keep("1", "học");
    ASSERT_TRUE(first.answer);
    const auto again = keep("1", "học");
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.seq, first.seq);
    EXPECT_EQ(*again.answer, *first.answer);
    EXPECT_EQ(count("journal"), 1);
    EXPECT_EQ(followed, 1) << "a repeat changes nothing";
}

TEST_F(Fixture, the_same_id_with_other_words_is_a_conflict) {
    keep("1", "học");
    EXPECT_EQ(code(keep("1", "hành")), "journal.conflict");
    EXPECT_EQ(count("word"), 1);
    EXPECT_EQ(count("journal"), 1);
}

TEST_F(Fixture, a_refusal_is_remembered_too) {
    keep("1", "học");
    const auto refused = keep("2", "học");
    EXPECT_EQ(code(refused), "words.taken");
    const auto again = keep("2", "học");
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.answer.error(), refused.answer.error());
    EXPECT_EQ(count("journal"), 2);
}

TEST_F(Fixture, what_a_refused_command_wrote_is_undone) {
    EXPECT_EQ(code(keep("1", "shy")), "words.shy");
    EXPECT_EQ(count("word"), 0);
    EXPECT_EQ(count("journal"), 1);
    EXPECT_EQ(followed, 0);
}

TEST_F(Fixture, a_bug_leaves_nothing_behind) {
    EXPECT_THROW(keep("1", "bug"), Bug);
    EXPECT_EQ(count("word"), 0);
    EXPECT_EQ(count("journal"), 0);
    EXPECT_TRUE(keep("1", "học").answer) << "and the journal goes on";
}

TEST_F(Fixture, a_broken_promise_to_refuse_before_writing_is_a_bug) {
    const auto hasty = [&](const char* word) {
        return journal.execute({uuid_from(word), "words.keep_hastily", 14, "officer", {{"word", word}}});
    };
    EXPECT_TRUE(hasty("học").answer);
    EXPECT_EQ(code(hasty("no")), "words.taken") << "refused before writing, as promised";
    EXPECT_THROW(hasty("late"), Bug);
    EXPECT_EQ(count("word"), 1);
    EXPECT_EQ(count("journal"), 2);
}

TEST_F(Fixture, what_never_ran_is_not_kept) {
    EXPECT_EQ(code(journal.execute({uuid_from("1"), "words.none", 14, "officer", {}})), "journal.unknown_command");
    EXPECT_EQ(code(journal.execute({"1", "words.keep", 14, "officer", {{"word", "a"}}})), "journal.bad_id");
    EXPECT_EQ(code(journal.execute({uuid_from("1"), "words.keep", 0, "officer", {{"word", "a"}}})), "journal.bad_province");
    EXPECT_EQ(code(journal.execute({uuid_from("1"), "words.keep", 14, "", {{"word", "a"}}})), "journal.bad_actor");
    EXPECT_EQ(code(journal.execute({uuid_from("1"), "words.keep", 14, "officer", {}})), "shape.missing_field");
    EXPECT_EQ(count("journal"), 0);
}

TEST_F(Fixture, secrets_are_kept_as_hashes_and_still_recognised) {
    const auto send = [&](const char* number) {
        return journal.execute({uuid_from("1"), "words.keep", 14, "officer", {{"word", "học"}, {"number", number}}});
    };
    EXPECT_TRUE(send("014087001234").answer);
    EXPECT_TRUE(send("014087001234").repeated);
    EXPECT_EQ(code(send("014087001235")), "journal.conflict");
    const auto body = store->reader()->query_text("SELECT body FROM journal");
    EXPECT_EQ(body->find("0140"), std::string::npos);
}

TEST_F(Fixture, each_province_has_a_chain_of_its_own) {
    EXPECT_EQ(keep("1", "a", 14).seq, 1);
    EXPECT_EQ(keep("2", "b", 1).seq, 1);
    EXPECT_EQ(keep("3", "c", 14).seq, 2);
    const auto verified = verify(*store->reader());
    EXPECT_EQ(verified.entries, 3);
    EXPECT_TRUE(verified.problems.empty());
}

TEST_F(Fixture, a_blanked_body_leaves_the_chain_whole_and_its_answer_known) {
    ASSERT_TRUE(keep("a", "Lò Văn Hùng").answer);
    ASSERT_TRUE(keep("b", "nhà").answer);
    {
        auto writer = store->writer();
        store::Transaction transaction(writer.connection);
        int seen = 0;
        each_body(writer.connection, 14, "words.keep", [&](std::int64_t, const json::object&, const json::value&) { ++seen; });
        EXPECT_EQ(seen, 2);
        CommandContext by{writer.connection, 14, 2, "officer", "", {}, {}, {}};
        blank_body(by, 1);
        blank_body(by, 1);
        transaction.commit();
    }
    const auto checked = verify(*store->reader());
    EXPECT_TRUE(checked.problems.empty());
    EXPECT_EQ(checked.entries, 2);
    EXPECT_EQ(store->reader()->query_text("SELECT body FROM journal WHERE seq = 1"), "");
    EXPECT_EQ(store->reader()->query_integer("SELECT by_seq FROM journal_blanked WHERE seq = 1"), 2);
    const auto again = keep("a", "Lò Văn Hùng");
    EXPECT_TRUE(again.repeated && again.answer) << "a late repeat still gets its answer";
    EXPECT_EQ(keep("a", "khác").answer.error().code, "journal.conflict");
}

TEST_F(Fixture, a_body_blanked_by_nobody_is_found) {
    ASSERT_TRUE(keep("a", "một").answer);
    store->writer().connection.run("UPDATE journal SET body = ''");
    tampered = true;
    EXPECT_TRUE(verify(*store->reader()).problems.empty()) << "the chain cannot tell";
    const auto problems = all.run_checks(*store->reader());
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_TRUE(problems[0].starts_with("journal.blanked_by_a_command")) << problems[0];
}

TEST_F(Fixture, every_kind_of_tampering_breaks_the_chain) {
    for (int i = 0; i < 4; ++i) keep(std::to_string(i), "từ " + std::to_string(i));
    auto writer = store->writer();
    auto& db = writer.connection;
    tampered = true;
    store::allow_tampering(db, "journal");
    const char* changes[] = {"UPDATE journal SET body = '{\"word\":\"x\"}' WHERE seq = 2",
                             "UPDATE journal SET answer = '{}' WHERE seq = 2",
                             "UPDATE journal SET actor = 'other' WHERE seq = 2",
                             "UPDATE journal SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 2",
                             "UPDATE journal SET refused = 1 WHERE seq = 2",
                             "DELETE FROM journal WHERE seq = 2",
                             "DELETE FROM journal WHERE seq = 1"};
    for (const char* change : changes) {
        store::Transaction transaction(db);
        db.run(change);
        EXPECT_FALSE(verify(db).problems.empty()) << change;
    }
    EXPECT_TRUE(verify(db).problems.empty()) << "each was rolled back";
}

TEST_F(Fixture, an_erased_body_leaves_the_chain_whole) {
    keep("1", "học");
    auto writer = store->writer();
    store::allow_tampering(writer.connection, "journal");
    writer.connection.run("UPDATE journal SET body = ''");
    writer.connection.run("INSERT INTO journal_blanked(province_id, seq, by_seq) SELECT province_id, seq, seq FROM journal");
    EXPECT_TRUE(verify(writer.connection).problems.empty());
}

TEST_F(Fixture, many_at_once_from_many_threads_are_each_kept_once) {
    std::vector<std::thread> people;
    for (int p = 0; p < 4; ++p)
        people.emplace_back([this, p] {
            for (int i = 0; i < 25; ++i) keep("w" + std::to_string(i), "từ " + std::to_string(i)), (void)p;
        });
    for (auto& person : people) person.join();
    EXPECT_EQ(count("word"), 25);
    EXPECT_EQ(count("journal"), 25);
}

TEST_F(Fixture, a_batch_keeps_order_and_each_answer) {
    std::vector<Command> batch;
    for (const char* word : {"a", "a", "b"})
        batch.push_back({random_uuid(), "words.keep", 14, "officer", {{"word", word}}});
    const auto outcomes = journal.execute_all(batch);
    EXPECT_EQ(code(outcomes[0]), "");
    EXPECT_EQ(code(outcomes[1]), "words.taken");
    EXPECT_EQ(code(outcomes[2]), "");
    EXPECT_EQ(followed, 2);
}

}  // namespace khuyenhoc::journal

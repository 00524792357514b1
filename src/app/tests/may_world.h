// One small register with a subject of every kind in each of four places, as somebody who works in one of them sees them:
// inside, outside, formerly inside (the hamlet has moved to another commune), and merged into theirs.
#pragma once

#include <fmt/format.h>

#include "app/program.h"
#include "store/temporary.h"

namespace khuyenhoc::app {

constexpr std::string_view where_words[] = {"inside", "outside", "formerly inside", "merged into mine"};
constexpr int where_count = 4;

struct MayWorld {
    static constexpr std::int64_t mine = 1001, other = 1002, old_commune = 1003;
    static constexpr std::int64_t hamlets[where_count] = {2001, 2002, 2003, 2004};
    static constexpr std::int64_t communes[where_count] = {mine, other, other, old_commune};
    static std::int64_t id(std::int64_t kind, int where) { return 14'000'000'000'000 + kind * 100 + where; }
    static std::int64_t household(int where) { return id(1, where); }
    static std::int64_t person(int where) { return id(2, where); }
    static std::int64_t other_person(int where) { return id(3, where); }
    static std::int64_t clan(int where) { return id(4, where); }
    static std::int64_t unit(int where) { return id(5, where); }
    static std::int64_t kept(int where) { return id(6, where); }  ///< a decision, an appeal, evidence, a merge, a request to merge

    Program program{store::open_temporary(), Key{}};

    MayWorld() {
        program.store->migrate(program.capabilities.migrations());
        std::string script = places_script();
        for (int where = 0; where < where_count; ++where) script += subjects_script(where);
        auto writer = program.store->writer();
        store::Transaction transaction(writer.connection);
        writer.connection.run_script(script);
        transaction.commit();
    }

private:
    static std::string place(std::int64_t place_id, const char* kind, const char* type, const char* to = "NULL") {
        return fmt::format("INSERT INTO place VALUES({0},'{1}',14,'1900-01-01',{3});"
                           "INSERT INTO place_name VALUES({0},'1900-01-01',NULL,'{2}','N{0}','N{0}','n{0}');", place_id, kind, type, to);
    }
    static std::string parent(std::int64_t below, std::int64_t above, const char* from = "1900-01-01", const char* to = "NULL") {
        return fmt::format("INSERT INTO place_parent VALUES({},{},'{}',{});", below, above, from, to);
    }
    static std::string places_script() {
        constexpr const char* merged = "'2025-07-01'";
        constexpr const char* moved = "'2026-01-01'";
        return place(14, "province", "tinh") + place(mine, "commune", "xa") + place(other, "commune", "xa") + place(old_commune, "commune", "xa", merged) +
               place(hamlets[0], "hamlet", "ban") + place(hamlets[1], "hamlet", "ban") + place(hamlets[2], "hamlet", "ban") +
               place(hamlets[3], "hamlet", "ban", merged) + parent(mine, 14) + parent(other, 14) + parent(old_commune, 14, "1900-01-01", merged) +
               parent(hamlets[0], mine) + parent(hamlets[1], other) + parent(hamlets[2], mine, "1900-01-01", moved) +
               parent(hamlets[2], other, "2026-01-01") + parent(hamlets[3], old_commune, "1900-01-01", merged) +
               fmt::format("INSERT INTO place_succession VALUES({},{},'2025-07-01','x');INSERT INTO place_succession VALUES({},{},'2025-07-01','x');",
                           old_commune, mine, hamlets[3], hamlets[0]);
    }
    static std::string subjects_script(int where) {
        std::string script = fmt::format(
            "INSERT INTO household(province_id, household_id, book_no, from_date, seq) VALUES(14,{0},'1','2020-01-01',0);"
            "INSERT INTO household_home(province_id, household_id, from_date, hamlet_id, seq) VALUES(14,{0},'2020-01-01',{1},0);"
            "INSERT INTO clan(province_id, clan_id, name, folded, home_hamlet_id, from_date, seq) VALUES(14,{2},'Họ Lò','ho lo',{1},'2020-01-01',0);"
            "INSERT INTO unit(province_id, unit_id, name, folded, kind, managed_by, commune_id, from_date, seq)"
            " VALUES(14,{3},'Trường','truong','school','commune',{4},'2020-01-01',0);",
            household(where), hamlets[where], clan(where), unit(where), communes[where]);
        for (const auto one : {person(where), other_person(where)})
            script += fmt::format("INSERT INTO person(province_id, person_id, full_name, name_id, birth, birth_year, sex, ethnicity, seq)"
                                  " VALUES(14,{0},'Lò Văn A',1,'1990',1990,1,2,0);"
                                  "INSERT INTO household_member(province_id, household_id, person_id, from_date, relation, seq)"
                                  " VALUES(14,{1},{0},'2020-01-01',9,0);", one, household(where));
        return script + kept_script(where);
    }
    /// An account of the hamlet's head.
    static std::string account_script(int where) {
        return fmt::format("INSERT INTO account(account_id, login, name, is_demo, opened_by, from_date) VALUES({0},'a{1}','A',0,'system','2020-01-01');"
                           "INSERT INTO account_grant(grant_id, account_id, role, for_province, place_id, from_date, granted_by)"
                           " VALUES({0},{0},'hamlet_head',14,{1},'2020-01-01','system');", kept(where), hamlets[where]);
    }
    static std::string kept_script(int where) {
        return account_script(where) + fmt::format(
            "INSERT INTO consent(province_id, consent_id, person_id, purpose, giver, how, evidence, kept_at, taken_by, channel, given_on, seq)"
            " VALUES(14,{0},{1},'x','self','paper','x','x','x','in_person','2025-12-02',0);"
            "INSERT INTO privacy_request(province_id, request_id, person_id, place_id, kind, asked_by, asker_name, channel, third_party, received_on,"
            " detail, actor, seq) VALUES(14,{0},{1},{4},'see','self','x','in_person',0,'2025-12-02','x','a1',0);"
            "INSERT INTO person_merge(province_id, merge_id, keep_id, gone_id, on_date, reason, seq) VALUES(14,{0},{1},{2},'2025-08-01','x',0);"
            "INSERT INTO person_merge_ask(province_id, ask_id, keep_id, gone_id, reason, seq) VALUES(14,{0},{1},{2},'x',0);"
            "INSERT INTO decision(province_id, decision_id, year, place_id, number, decided_on, signer, seq) VALUES(14,{0},2025,{3},'{0}','2025-12-01','x',0);"
            "INSERT INTO appeal(province_id, appeal_id, year, kind, subject_id, ground, event_no, place_id, filed_by, filed_on, reason, seq)"
            " VALUES(14,{0},2025,1,{1},'refused',1,{4},'x','2025-12-02','x',0);"
            "INSERT INTO evidence(province_id, evidence_id, year, kind, subject_id, media_type, size_bytes, sha256, added_on, seq)"
            " VALUES(14,{0},2025,1,{1},'image/png',1,'x','2025-12-02',0);",
            kept(where), person(where), other_person(where), communes[where], hamlets[where]);
    }
};

}  // namespace khuyenhoc::app

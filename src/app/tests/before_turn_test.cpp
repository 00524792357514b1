// Who may not use a command at all is told so while somebody else holds the writer: strangers cannot slow the work of others.
#include <gtest/gtest.h>

#include <future>

#include "app/door.h"
#include "app/tests/may_world.h"
#include "base/check.h"
#include "base/crypto.h"
#include "http/routes.h"

namespace khuyenhoc::app {

namespace {

using namespace std::chrono_literals;

/// Somebody of the demo signs in, so that no password need be hashed.
struct Seat {
    std::string cookie, csrf;
};

Seat sit_down(MayWorld& world, const std::string& login, Role role, std::int64_t place) {
    {
        auto writer = world.program.store->writer();
        store::Transaction transaction(writer.connection);
        CommandContext context{writer.connection, home_province, 1, "system", now_utc(), today_in_vietnam(), {}, {}};
        const accounts::Grant grant{.role = role, .province = home_province, .place = place};
        const auto added = accounts::add_account(context, *world.program.places.atlas(), {login, "Người " + login, grant, true});
        check(added.has_value(), "a test's account is opened");
        transaction.commit();
    }
    const auto in = world.program.accounts.sign_in_demo(login, {"10.0.0.1", "", ""});
    check(in.has_value(), "a demo's account needs no password");
    return {"khuyenhoc=" + in->token, in->csrf};
}

http::Request command(std::string_view name, const json::object& body, const Seat& seat) {
    http::Request request;
    request.method = "POST";
    request.path = "/api/commands/" + std::string(name);
    request.headers = {{"content-type", "application/json"}};
    if (!seat.cookie.empty()) request.headers.insert(request.headers.end(), {{"cookie", seat.cookie}, {"x-khuyenhoc-csrf", seat.csrf}});
    request.body = json::serialize(json::object{{"id", random_uuid()}, {"province", home_province}, {"body", body}});
    return request;
}

std::string code_in(const http::Response& response) {
    const auto said = parse_json(response.body);
    return said && said->is_object() && said->as_object().contains("refused") ? json::value_to<std::string>(said->at("refused").at("code")) : "";
}

const json::object household{{"hamlet_id", MayWorld::hamlets[0]}, {"book_no", "9"}, {"from_date", "2026-01-05"}};

}  // namespace

TEST(BeforeTheTurn, strangers_and_roles_that_never_may_are_refused_while_the_writer_is_held) {
    MayWorld world;
    const auto handler = http::routes(world.program.capabilities, world.program.journal, *world.program.store, {.door = door(world.program.accounts)});
    const Seat nobody, auditor = sit_down(world, "kiemtra", Role::auditor, home_province), teacher = sit_down(world, "giaovien", Role::teacher, MayWorld::mine),
                       officer = sit_down(world, "canbo", Role::commune_officer, MayWorld::mine);
    std::future<http::Response> waits;
    {
        const auto held = world.program.store->writer();
        const auto code_of = [&](const Seat& seat, std::string_view name) {
            auto answer = std::async(std::launch::async, [&] { return handler.answer(command(name, household, seat)); });
            return answer.wait_for(20s) == std::future_status::ready ? code_in(answer.get()) : std::string("it waits");
        };
        EXPECT_EQ(code_of(nobody, "people.add_household"), "may.sign_in");
        EXPECT_EQ(code_of(auditor, "people.add_household"), "may.not_yours");
        EXPECT_EQ(code_of(teacher, "people.add_household"), "may.not_yours");
        EXPECT_EQ(code_of(officer, "people.import_chunk"), "may.not_yours");
        // Whoever may waits for the turn as ever: what the command is about is looked at inside it.
        waits = std::async(std::launch::async, [&] { return handler.answer(command("people.add_household", household, officer)); });
        EXPECT_EQ(waits.wait_for(200ms), std::future_status::timeout);
    }
    const auto done = waits.get();
    EXPECT_EQ(done.status, 200) << done.body;
    auto elsewhere = household;
    elsewhere["hamlet_id"] = MayWorld::hamlets[1];
    EXPECT_EQ(code_in(handler.answer(command("people.add_household", elsewhere, officer))), "may.not_covered");
}

}  // namespace khuyenhoc::app

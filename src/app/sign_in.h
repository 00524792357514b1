// The routes of signing in: /api/me, sign-in and out, sessions, passwords, codes, the second factor.
#pragma once

#include <string>
#include <vector>

#include "app/program.h"
#include "http/routes.h"

namespace khuyenhoc::app {

/// What the pages may offer beside a login and a password.
struct Offers {
    bool demo = false;      ///< the demo's accounts by name alone (a demo's database, served to this machine alone)
    std::string elsewhere;  ///< the name of another service to sign in at; empty: none
};
std::vector<http::RawRoute> sign_in_routes(Program& program, const Offers& offers);

/// A database made by `khuyenhoc demo`.
bool is_demo(Program& program);

/// Roles are held at places: the shipped ones of the province, where there are none yet.
Result<void> load_places_first(Program& program);

/// Prints the link that makes the first administrator, when nobody has an account.
void print_first_link(Program& program, const std::string& address);

/// "http://127.0.0.1:8080/sign-in#104882...": behind the #, so that no request line and no log holds the code.
std::string link_of(const std::string& address, const std::string& code);

}  // namespace khuyenhoc::app

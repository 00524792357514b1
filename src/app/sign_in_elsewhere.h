// The routes of signing in at another service (OpenID Connect), for accounts that their holders have tied to an identity there.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/program.h"
#include "app/verbs.h"
#include "http/routes.h"
#include "oidc/oidc.h"

namespace khuyenhoc::app {

/// Another service that people may sign in at, as the operator has it.
struct Elsewhere {
    Elsewhere(oidc::Settings settings, bool second_factor_counts) : provider(std::move(settings)), counts_second_factor(second_factor_counts) {}
    oidc::Provider provider;
    bool counts_second_factor;  ///< who used a second factor there is not asked for the one here
};

/// As `serve` was started; nullptr: none is set up. Throws std::runtime_error with a sentence when it will not do.
std::unique_ptr<Elsewhere> elsewhere_of(const ServeOptions& options);

/// `elsewhere`: nullptr refuses everything as oidc.not_set_up.
std::vector<http::RawRoute> elsewhere_routes(Program& program, Elsewhere* elsewhere);

/// A page of ours and nothing else: "/" for any other text.
std::string own_page(const std::string& path);

}  // namespace khuyenhoc::app

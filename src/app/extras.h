// What the API offers beside the tables' lines: uploads, jobs and their events, templates, the program's name and version.
#pragma once

#include "app/jobs.h"
#include "app/program.h"
#include "app/sign_in.h"
#include "app/sign_in_elsewhere.h"
#include "http/routes.h"

namespace khuyenhoc::app {

/// All three must outlive the routes. `offers_demo`: see sign_in.h; `elsewhere`: nullptr when no other service is set up.
http::Extras extras_of(Program& program, Jobs& jobs, bool offers_demo, Elsewhere* elsewhere = nullptr);

}  // namespace khuyenhoc::app

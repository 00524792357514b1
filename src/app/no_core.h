// What a crash leaves behind: nothing. A core file of the service would hold its keys and everybody's data.
#pragma once

namespace khuyenhoc::app {

/// From here on the process writes no core file, and no process of the same user reads its memory. Not when `wanted`, nor in a
/// program built with sanitizers, which look at themselves that way.
void forbid_core_dumps(bool wanted);

}  // namespace khuyenhoc::app

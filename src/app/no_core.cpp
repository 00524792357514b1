#include "app/no_core.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace khuyenhoc::app {

void forbid_core_dumps([[maybe_unused]] bool wanted) {
#ifndef __SANITIZE_ADDRESS__
    if (wanted) return;
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

}  // namespace khuyenhoc::app

#include "hub/base/memory.hpp"

#include <cerrno>
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace trellis {
namespace {

constexpr int try_again_later = 75;

// Nothing here may need memory.
[[noreturn]] void end() {
  constexpr std::string_view words =
      "trellis: there is not enough memory; free some, or raise the limit of this process (ulimit "
      "-v), and run it again: nothing that was done is lost\n";
  (void)!::write(STDERR_FILENO, words.data(), words.size());
  ::_exit(try_again_later);
}

// What no thread caught.
[[noreturn]] void end_uncaught() {
  try {
    if (const auto fault = std::current_exception()) std::rethrow_exception(fault);
  } catch (const std::bad_alloc&) {
    end();
  } catch (const std::system_error& fault) {  // a thread that could not be started
    if (fault.code().value() == EAGAIN || fault.code().value() == ENOMEM) end();
  } catch (...) {
  }
  std::abort();
}

}  // namespace

void end_where_memory_runs_out() {
  std::set_new_handler(&end);
  std::set_terminate(&end_uncaught);
}

void out_of_memory() {
  if (const std::new_handler handler = std::get_new_handler()) handler();
  throw std::bad_alloc();
}

}  // namespace trellis

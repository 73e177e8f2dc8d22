#pragma once

namespace trellis {

// Once, by a program: where memory runs out in any thread, it ends with a sentence and the exit
// code "try again later". The queue is durable: what was not done is done the next time.
void end_where_memory_runs_out();

// Where a library says that it got no memory: the same as where `new` gets none.
[[noreturn]] void out_of_memory();

}  // namespace trellis

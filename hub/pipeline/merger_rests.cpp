#include "hub/pipeline/merger.hpp"

namespace trellis::pipeline {

// With the whole input, in the unit of work of its entry: whatever happens next, it can be read
// again.
Status Merger::keep_rest(const Incoming& incoming, HeldId held) {
  queue::InputBytes& whole = *incoming.rest->whole;
  const auto streams = whole.streams();
  const std::size_t stream = incoming.rest->stream;
  const std::string& file = stream < streams.size() ? streams[stream].name : order_.input;
  report_.unread.push_back(file);
  if (bench_.rests == nullptr) return done();
  return bench_.rests->keep(
      {held, import_, connection_, order_.input, stream, incoming.rest->offset, file}, whole);
}

}  // namespace trellis::pipeline

// Takes no notice of what the hub answers.
#include "lines.hpp"

class Deaf : public Lines {
 public:
  static constexpr const char* id = "deaf";
  using Lines::Lines;
  void read(const trellis::PayloadView& payload) override {
    for (std::size_t i = 0; i < payload.stream_count(); ++i) {
      const trellis_stream& stream = *payload.raw().streams[i];
      char c = 0;
      while (stream.read(stream.context, &c, 1) == 1) {
        const trellis_record raw = trellis::RecordView{{}, "text/plain", {&c, 1}}.raw();
        host().raw()->emit(host().raw()->context, &raw);
      }
    }
  }
};

TRELLIS_PLUGIN(Deaf)

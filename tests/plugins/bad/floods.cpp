// Emits and logs without end and does not listen to the hub.
#include "lines.hpp"

class Floods : public Lines {
 public:
  static constexpr const char* id = "floods";
  using Lines::Lines;
  void read(const trellis::PayloadView&) override {
    const std::string bytes(1u << 20, 'x');
    const trellis::RecordView record{"same", "text/plain", bytes};
    const trellis_record raw = record.raw();
    while (true) {
      host().raw()->emit(host().raw()->context, &raw);
      host().log(TRELLIS_LOG_DEBUG, bytes);
    }
  }
};

TRELLIS_PLUGIN(Floods)

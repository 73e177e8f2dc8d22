// Refuses all settings, and does not say why.
#include "lines.hpp"

class Refuses : public Lines {
 public:
  static constexpr const char* id = "refuses";
  Refuses(trellis::Host host, std::string_view settings, std::string_view cursor)
      : Lines(host, settings, cursor) {
    throw trellis::Failure(TRELLIS_BAD_SETTINGS, {});
  }
};

TRELLIS_PLUGIN(Refuses)

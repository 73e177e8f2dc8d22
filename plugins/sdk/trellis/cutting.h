/* Extension "trellis.cutting/1": the hub's own streaming readers, for adapters whose system sends
 * CSV, XML, JSON or HL7 v2. host->extension(context, TRELLIS_CUTTING_ID) returns a const
 * trellis_cutting*, or null on a hub without it. */
#ifndef TRELLIS_CUTTING_H
#define TRELLIS_CUTTING_H

#include "trellis/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TRELLIS_CUTTING_ID "trellis.cutting/1"

typedef struct trellis_cutting {
  uint32_t struct_size;
  uint32_t reserved;
  /* [any] Cuts every stream of the payload, and emits each record and holds each bad piece on
   * `host`, the one given to open. settings_json: {"format": "csv" | "tables" | "xml" | "json" |
   * "hl7v2", ...}, described in the READMEs of the adapters of these names. A payload without
   * streams only checks the settings; open may do that. What is wrong is explained before the
   * status is returned. */
  trellis_status (*cut)(const trellis_host* host, trellis_text settings_json,
                        const trellis_payload* payload) TRELLIS_NOEXCEPT;
} trellis_cutting;

#ifdef __cplusplus
}
#endif
#endif

/* Both public headers are C: this file compiles them as that and uses the interface from C. */
#include "cnn/runtime.h"

const char *openMissingModelFromC(int *status) {
  cnn_network *network = 0;
  *status = cnn_network_open("no-such-model.so", 0, &network);
  return cnn_runtime_last_error();
}

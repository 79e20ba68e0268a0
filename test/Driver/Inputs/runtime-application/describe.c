/* describe MODEL.so: loads a model and says what it is. */
#include "cnn/runtime.h"

#include <stdio.h>

int main(int argc, char **argv) {
  cnn_network *network;
  (void)argc;
  if (cnn_network_open(argv[1], 1, &network)) {
    fprintf(stderr, "%s\n", cnn_runtime_last_error());
    return 1;
  }
  printf("%s in batches of %u\n", cnn_network_model(network)->name,
         cnn_network_model(network)->batch);
  cnn_network_close(network);
  return 0;
}

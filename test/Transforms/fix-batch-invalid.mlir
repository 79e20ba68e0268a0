// RUN: cnn-opt %s --cnn-fix-batch=batch=8 --verify-diagnostics --split-input-file

// expected-error@+1 {{'cnn.network' op expects only the first extent of argument 'image' to be open, found 'tensor<?x?xf32>'}}
cnn.network @n(%x: tensor<?x?xf32> {cnn.name = "image"}) {
  cnn.return
}

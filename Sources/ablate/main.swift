import ArgumentParser
import Architectures
import Experiments
for r in [Regime.resNet50, .resNet200, .small] {
  for v in Roadmap.convNeXt(r).variants {
    let n = try! Network(v.architecture, input: r.input, classes: r.classes)
    print(r.id, v.id, n.parameterCount, n.macs)
  }
}

using Lockstep.Runs;
using Lockstep.Samples.Formats;
using Lockstep.Vision.Drawing;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Tasks;

/// <summary>What the artifacts of a finished training are made of.</summary>
/// <param name="Decode">Reads an image of the data set.</param>
/// <param name="Best">The validation of the best checkpoint.</param>
/// <param name="Curves">The drawing of how the training went.</param>
internal sealed record FinishedTraining(RunFolder Folder, RunRecord Record, Func<SampleSource, Image> Decode, Lazy<IValidation> Best, Lazy<Sketch> Curves);

using Lockstep.Randomness;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>One operation of a pipeline, and where its draws come from.</summary>
/// <param name="Purpose"><see cref="RandomPurpose.Augment"/> for the stream that flip and colour jitter share; any other is a stream of its own.</param>
/// <param name="Key">Of that stream of its own.</param>
internal sealed record PipelineStep(string Name, IAugmentation Operation, RandomPurpose Purpose, ulong Key)
{
    /// <param name="shared">Moved on by the steps that share it.</param>
    public Image Apply(Image image, ref RandomStream shared, uint epoch, uint sample, uint repeat)
    {
        if (Purpose == RandomPurpose.Augment)
        {
            return Operation.Apply(image, ref shared);
        }

        var own = new RandomStream(Key, Purpose, epoch, sample, repeat);
        return Operation.Apply(image, ref own);
    }

    /// <summary>What a class is called in words: <c>horizontal flip</c>.</summary>
    public static string NameOf(object operation) =>
        string.Concat(operation.GetType().Name
            .Select((letter, place) => char.IsUpper(letter) ? $"{(place == 0 ? "" : " ")}{char.ToLowerInvariant(letter)}" : letter.ToString()));
}

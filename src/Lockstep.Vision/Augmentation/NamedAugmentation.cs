using Lockstep.Randomness;
using Lockstep.Vision.Images;


namespace Lockstep.Vision.Augmentation;

/// <summary>An augmentation that a program added; where it fails, the message says which.</summary>
internal sealed class NamedAugmentation : IAugmentation
{
    private readonly string name;
    private readonly IAugmentation operation;

    private NamedAugmentation(string name, IAugmentation operation) => (this.name, this.operation) = (name, operation);

    /// <exception cref="LockstepException">It can't be made.</exception>
    public static NamedAugmentation Of(string name, Func<IAugmentation> create)
    {
        try
        {
            return new NamedAugmentation(name, create());
        }
        catch (Exception exception) when (IsOfTheProgram(exception))
        {
            throw new LockstepException($"augment.{name}: what the recipe asks for can't be made: {exception.GetType().Name}: {exception.Message}", exception);
        }
    }

    /// <exception cref="LockstepException">It failed.</exception>
    public Image Apply(Image image, ref RandomStream random)
    {
        try
        {
            return operation.Apply(image, ref random);
        }
        catch (Exception exception) when (IsOfTheProgram(exception))
        {
            throw new LockstepException(
                $"augment.{name} failed on an image of {image.Height}×{image.Width} pixels (height × width): {exception.GetType().Name}: {exception.Message}",
                exception);
        }
    }

    private static bool IsOfTheProgram(Exception exception) => exception is not (LockstepException or OutOfMemoryException or OperationCanceledException);
}

using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>Every augmentation that a recipe can name, in the order in which they are applied.</summary>
internal static class AugmentationCatalog
{
    /// <summary>On the pixels of an image.</summary>
    public static IReadOnlyList<BuiltInAugmentation<IAugmentation>> OfImages { get; } =
    [
        Resize.BuiltIn,
        RandomResizedCrop.BuiltIn,
        RandomCrop.BuiltIn,
        CenterCrop.BuiltIn,
        HorizontalFlip.BuiltIn,
        VerticalFlip.BuiltIn,
        Rotation.BuiltIn,
        RandomAffine.BuiltIn,
        RandomPerspective.BuiltIn,
        ColorJitter.BuiltIn,
        Greyscale.BuiltIn,
        Inversion.BuiltIn,
        Posterization.BuiltIn,
        Solarization.BuiltIn,
        Sharpness.BuiltIn,
        Autocontrast.BuiltIn,
        Equalization.BuiltIn,
        GaussianBlur.BuiltIn,
        TrivialAugment.BuiltIn,
        RandAugment.BuiltIn,
        AugMix.BuiltIn,
    ];

    /// <summary>On the numbers that the model gets of an image.</summary>
    public static IReadOnlyList<BuiltInAugmentation<ITensorAugmentation>> OfTensors { get; } = [RandomErasing.BuiltIn];

    /// <summary>On whole batches, of which one is drawn where several are on.</summary>
    public static IReadOnlyList<BuiltInAugmentation<IBatchAugmentation>> OfBatches { get; } = [Mixup.BuiltIn, CutMix.BuiltIn];

    /// <summary>The keys of all, in their order.</summary>
    public static IReadOnlyList<Key> Keys { get; } =
    [
        .. OfImages.SelectMany(builtIn => builtIn.Keys),
        Normalization.Key,
        .. OfTensors.SelectMany(builtIn => builtIn.Keys),
        .. OfBatches.SelectMany(builtIn => builtIn.Keys),
    ];

    /// <summary>Those that draw nothing.</summary>
    public static IReadOnlyList<Key> Undrawn { get; } =
        [.. OfImages.Where(builtIn => builtIn.Purpose == RandomPurpose.None).SelectMany(builtIn => builtIn.Keys), Normalization.Key];

    /// <summary>Words that set many keys, the one of a recipe without a word first.</summary>
    public static IReadOnlyList<Preset> Presets { get; } = [AugmentationPresets.None, AugmentationPresets.Light, AugmentationPresets.Heavy];

    /// <summary>The words by which a run's name tells of them.</summary>
    public static IEnumerable<string> NamesFor(RecipeValues recipe) =>
        OfImages.Select(builtIn => builtIn.NameFor(recipe))
            .Concat(OfTensors.Select(builtIn => builtIn.NameFor(recipe)))
            .Concat(OfBatches.Select(builtIn => builtIn.NameFor(recipe)))
            .OfType<string>();

    /// <summary>Those of one of the lists that there are, each with the purpose of its draws.</summary>
    public static (RandomPurpose Purpose, T Operation)[] Made<T>(IReadOnlyList<BuiltInAugmentation<T>> all, Func<BuiltInAugmentation<T>, T?> make)
        where T : class =>
        [
            .. all.Select(builtIn => (builtIn.Purpose, Operation: make(builtIn)))
                .Where(made => made.Operation is not null).Select(made => (made.Purpose, made.Operation!))
        ];
}

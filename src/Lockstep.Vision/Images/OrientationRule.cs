namespace Lockstep.Vision.Images;

/// <summary>What is done with a picture whose EXIF data says that it isn't upright: the recipe's <c>data.orientation</c>.</summary>
public enum OrientationRule
{
    /// <summary>Turned upright, each pixel moved as it is.</summary>
    Apply,

    /// <summary>Pixels as stored.</summary>
    Ignore,

    /// <summary>An <see cref="OrientationRefusedException"/>.</summary>
    Refuse,
}

/// <summary>The recipe's words for them.</summary>
public static class OrientationRules
{
    /// <param name="word">As a recipe has it: <c>apply</c>, <c>ignore</c> or <c>refuse</c>.</param>
    public static OrientationRule Of(string word) => Enum.Parse<OrientationRule>(word, ignoreCase: true);
}

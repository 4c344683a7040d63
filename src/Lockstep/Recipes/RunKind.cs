namespace Lockstep.Recipes;

/// <summary>The kinds of run that a recipe can name.</summary>
public static class RunKind
{
    /// <summary>Trains a model. What a recipe means that names none.</summary>
    public const string Train = "train";

    /// <summary>Runs a command of the user's, a Python script mostly.</summary>
    public const string Command = "command";
}

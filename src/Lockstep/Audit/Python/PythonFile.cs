namespace Lockstep.Audit.Python;

/// <summary>What the syntax tree of one file says.</summary>
/// <param name="Path">From the project's folder.</param>
/// <param name="Problem">Why all or a part of it could not be read; null where it was.</param>
internal sealed record PythonFile(string Path, string? Problem)
{
    /// <summary>The name of what a file does only where it is started, in the place of a function's.</summary>
    public const string WhenStarted = "__main__";

    /// <summary>Whether it has <c>if __name__ == "__main__"</c>.</summary>
    public bool HasMain { get; init; }

    /// <summary>What it imports, wherever in the file.</summary>
    public IReadOnlyList<PythonImport> Imports { get; init; } = [];

    /// <summary>By function, as <see cref="PythonCall.Within"/> names it: the names and attributes that it reads, its own variables apart.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Named { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Its functions and classes.</summary>
    public IReadOnlyList<PythonDefinition> Definitions { get; init; } = [];

    /// <summary>Calls of what is imported, and a few others, in the order of the file.</summary>
    public IReadOnlyList<PythonCall> Calls { get; init; } = [];

    /// <summary>Assignments to dotted names, and to names that speak of a seed.</summary>
    public IReadOnlyList<PythonAssignment> Assignments { get; init; } = [];

    /// <summary>Texts that are paths of one machine.</summary>
    public IReadOnlyList<PythonText> AbsolutePaths { get; init; } = [];

    /// <summary>Where the order of a set or a listing decides something.</summary>
    public IReadOnlyList<PythonOrder> Orders { get; init; } = [];

    /// <summary>Of a notebook: lines for the shell or for IPython.</summary>
    public IReadOnlyList<PythonText> Shell { get; init; } = [];

    /// <summary>Of a notebook: the line on which each cell of code begins.</summary>
    public IReadOnlyList<int> Cells { get; init; } = [];

    /// <summary>By line: the reason that a comment gives for what is found there.</summary>
    public IReadOnlyDictionary<int, string> Silences { get; init; } = new Dictionary<int, string>();
}

/// <summary>An import.</summary>
/// <param name="Module">Dotted; empty for <c>from . import x</c>.</param>
/// <param name="Level">How many dots are before it.</param>
/// <param name="Names">After <c>import</c>, of <c>from … import</c>; null for <c>import module</c>.</param>
/// <param name="Line">From 1.</param>
internal sealed record PythonImport(string Module, int Level, IReadOnlyList<string>? Names, int Line);

/// <summary>A function or a class.</summary>
/// <param name="Within">The dotted name of what is around it; empty for the file.</param>
/// <param name="Bases">Of a class, dotted.</param>
internal sealed record PythonDefinition(string Name, int Line, bool IsDecorated, bool IsClass, string Within, IReadOnlyList<string> Bases)
{
    /// <summary>As <see cref="PythonCall.Within"/> of what it holds names it.</summary>
    public string FullName => Within.Length == 0 ? Name : $"{Within}.{Name}";
}

/// <summary>A call.</summary>
/// <param name="Name">Dotted, with what imports mean put in; a call within it is <c>()</c>, what has no name <c>?</c>.</param>
/// <param name="Line">From 1.</param>
/// <param name="Within">The dotted name of the function around it; empty where the file itself calls; <c>__main__</c> where it does so only when it is
/// started.</param>
/// <param name="Arguments">Constants as Python writes them, names, calls with <c>()</c>, else <c>?</c>.</param>
/// <param name="Keys">The same of those that are given by name.</param>
/// <param name="Around">The calls in whose arguments it stands, the outermost first.</param>
/// <param name="Targets">The names that its value, or one made of it, is given.</param>
internal sealed record PythonCall(
    string Name,
    int Line,
    string Within,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Keys,
    IReadOnlyList<string> Around,
    IReadOnlyList<string> Targets)
{
    /// <summary>The part of the name after the last dot.</summary>
    public string Last => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>An argument that is a text, without its quotes; null for any other.</summary>
    public static string? TextOf(string? argument) => argument is ['\'' or '"', .., '\'' or '"'] ? argument[1..^1] : null;

    /// <summary>That of the key, or else the one at the place; null where there is none.</summary>
    public string? Argument(string key, int place) => Keys.GetValueOrDefault(key) ?? (place < Arguments.Count ? Arguments[place] : null);
}

/// <summary>An assignment.</summary>
internal sealed record PythonAssignment(string Name, string Value, int Line, string Within);

/// <summary>A text at a place.</summary>
internal sealed record PythonText(int Line, string Text);

/// <summary>A use of an order.</summary>
/// <param name="IsSet">Of a set, else of a listing.</param>
/// <param name="Source">Such as <c>os.listdir</c>.</param>
/// <param name="Use">In what way the order decides something.</param>
internal sealed record PythonOrder(int Line, bool IsSet, string Source, string Use);

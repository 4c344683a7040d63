using System.Globalization;

namespace Lockstep.Text;

/// <summary>Where a node stands: a file's line and column from 1, or, with line 0, a whole source such as an override.</summary>
internal sealed record Place(string Source, int Line, int Column)
{
    public static Place Whole(string source) => new(source, 0, 0);

    public override string ToString() =>
        Line == 0 ? Source : string.Create(CultureInfo.InvariantCulture, $"{Source}:{Line}:{Column}");
}

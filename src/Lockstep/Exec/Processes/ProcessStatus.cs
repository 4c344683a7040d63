using System.Globalization;

namespace Lockstep.Exec.Processes;

/// <summary>A process as <c>/proc/N/stat</c> has it.</summary>
/// <param name="IsDead">Whether it has ended, and waits to be reaped.</param>
internal readonly record struct ProcessStatus(int Id, int Parent, int Session, bool IsDead)
{
    /// <returns>Null where there is none.</returns>
    public static ProcessStatus? Of(int id)
    {
        try
        {
            // 12 (a name in which anything may stand) S 7 12 12 …: state, parent, group, session
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ', 5);
            return new ProcessStatus(id, int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture), fields[0] is "Z" or "X");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}

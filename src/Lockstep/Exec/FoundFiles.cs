using Lockstep.Compare;
using Lockstep.Exec.Outputs;
using Lockstep.Locks;
using Lockstep.Schema;

namespace Lockstep.Exec;

/// <summary>Files that a command found, which it or the other run had left: the two did not begin with the same.</summary>
internal static class FoundFiles
{
    /// <param name="outputs">Of both runs: what was only added to matters where it differs.</param>
    public static IEnumerable<Suspect> Between(CommandSide a, CommandSide b, OutputComparison outputs)
    {
        var equal = outputs.Pairs.Where(pair => pair.IsEqual).Select(pair => pair.Second.Name).ToHashSet(StringComparer.Ordinal);
        var names = a.Changed.Keys.Union(b.Changed.Keys).Union(FoundAlone(a, b)).Union(FoundAlone(b, a)).Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var (ofA, ofB) = (Of(a, name), Of(b, name));
            var isRead = ofA?.IsRead == true || ofB?.IsRead == true;
            if (isRead || ((a.Made(name) || b.Made(name)) && !equal.Contains(name)))
            {
                yield return new Suspect(Box.Data, KeyOf(a, name), null, null, isRead ? Effects.Everything : Effects.Evaluation)
                {
                    Told = (ofA, ofB) switch
                    {
                        (null, { } found) => Told("B", found, "A", a),
                        ({ } found, null) => Told("A", found, "B", b),
                        _ => $"both runs found {Shown(name)} and changed it, so that one can have found what the other had left",
                    },
                    IsFound = true,
                };
            }
        }
    }

    private static string Told(string finder, ChangedFile found, string other, CommandSide maker) =>
        $"{finder} found {Shown(found.Name)}{(maker.Made(found.Name) ? $", which {other} makes," : "")} "
            + $"and {(found.IsRead ? "read it" : "added to it")}; {other} did not";

    /// <summary>What one run made, and the other only read: as of a script that goes on from a checkpoint that is there.</summary>
    private static IEnumerable<string> FoundAlone(CommandSide side, CommandSide maker) =>
        side.Read.Where(name => !maker.Read.Contains(name) && !maker.Changed.ContainsKey(name) && maker.Made(name));

    private static ChangedFile? Of(CommandSide side, string name) =>
        side.Changed.GetValueOrDefault(name) ?? (side.Read.Contains(name) ? new ChangedFile(name, IsRead: true) : null);

    /// <summary>As the lock calls a file that was read, so that it is named once.</summary>
    private static string KeyOf(CommandSide side, string name) => $"{RecordedCommand.InputsKey}.{side.InLock(name)}";

    private static string Shown(string name) => PlainText.OnOneLine(name);
}

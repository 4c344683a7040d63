namespace Lockstep.Sharing.Bags;

/// <summary>A BagIt bag that can't be understood; a bag whose files merely differ has findings instead.</summary>
internal sealed class BagException(string where, string reason)
    : LockstepException($"{where}: not a usable part of a BagIt bag: {reason}. Get the bag again from where it came, or mend the line.");

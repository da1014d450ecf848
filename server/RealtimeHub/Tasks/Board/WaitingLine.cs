namespace RealtimeHub.Tasks.Board;

/// <summary>
/// Those of one kind that wait. What is urgent comes first, but for every so many of them one that is not, so that this gets its turn, too. Within a priority those who have
/// started tasks take turns, so that nobody waits behind all of somebody else's.
/// </summary>
/// <remarks>Not safe for several threads. Turns: deficit-free round robin, as in J. Nagle, "On packet switches with infinite storage" (RFC 970).</remarks>
internal sealed class WaitingLine
{
    /// <summary>So many urgent ones pass one that is not.</summary>
    public const int UrgentInARow = 8;

    private readonly Turns _urgent = new();
    private readonly Turns _others = new();
    private int _inARow;

    /// <summary>How many wait.</summary>
    public int Count => _urgent.Count + _others.Count;

    public void Add(TaskRecord task) => TurnsOf(task).Add(task.Owner ?? "", task.Id, isFirst: false);

    /// <summary>It was here before, and comes before what its owner has started since.</summary>
    public void AddFirst(TaskRecord task) => TurnsOf(task).Add(task.Owner ?? "", task.Id, isFirst: true);

    /// <returns>Whether it waited.</returns>
    public bool Remove(TaskRecord task) => TurnsOf(task).Remove(task.Owner ?? "", task.Id);

    /// <returns>The id of the next; null when nobody waits.</returns>
    public string? Take()
    {
        var takesUrgent = _others.Count == 0 || (_urgent.Count > 0 && _inARow < UrgentInARow);
        _inARow = takesUrgent && _others.Count > 0 ? _inARow + 1 : 0;
        return (takesUrgent ? _urgent : _others).Take();
    }

    private Turns TurnsOf(TaskRecord task) => task.Priority == TaskPriority.Interactive ? _urgent : _others;

    /// <summary>Owners in turn, and of each the tasks in their order.</summary>
    private sealed class Turns
    {
        private readonly Dictionary<string, LinkedList<string>> _byOwner = new(StringComparer.Ordinal);
        private readonly Dictionary<string, LinkedListNode<string>> _places = new(StringComparer.Ordinal);
        private readonly LinkedList<string> _owners = new();

        public int Count => _places.Count;

        public void Add(string owner, string id, bool isFirst)
        {
            if (!_byOwner.TryGetValue(owner, out var tasks))
            {
                _byOwner.Add(owner, tasks = new LinkedList<string>());
                _owners.AddLast(owner);
            }

            _places.Add(id, isFirst ? tasks.AddFirst(id) : tasks.AddLast(id));
        }

        public string? Take()
        {
            if (_owners.First is not { } turn) return null;
            var id = _byOwner[turn.Value].First!.Value;
            _owners.RemoveFirst();
            _owners.AddLast(turn);
            Remove(turn.Value, id);
            return id;
        }

        public bool Remove(string owner, string id)
        {
            if (!_places.Remove(id, out var place)) return false;
            var tasks = place.List!;
            tasks.Remove(place);
            if (tasks.Count > 0) return true;
            _byOwner.Remove(owner);
            _owners.Remove(owner);
            return true;
        }
    }
}

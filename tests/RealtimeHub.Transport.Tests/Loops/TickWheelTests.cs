using CsCheck;
using RealtimeHub.Transport.Loops;

namespace RealtimeHub.Transport.Tests.Loops;

public sealed class TickWheelTests
{
    private readonly TickWheel _wheel = new();

    [Fact]
    public void Each_member_is_looked_at_once_a_revolution()
    {
        var members = Enumerable.Range(0, 107).Select(_ => new Member(_wheel)).ToList();
        for (var i = 0; i < 3 * TickWheel.Spokes; i++) _wheel.Turn(Rethrow);

        Assert.All(members, member => Assert.Equal(3, member.Ticks));
    }

    [Fact]
    public void Members_are_spread_evenly_over_the_revolution()
    {
        var members = Enumerable.Range(0, 10 * TickWheel.Spokes).Select(_ => new Member(_wheel)).ToList();
        for (var turn = 1; turn <= TickWheel.Spokes; turn++)
        {
            _wheel.Turn(Rethrow);
            Assert.Equal(10 * turn, members.Sum(member => member.Ticks));
        }
    }

    [Fact]
    public void Members_may_leave_while_they_are_looked_at()
    {
        var members = Enumerable.Range(0, 5 * TickWheel.Spokes).Select(i => new Member(_wheel) { Leaves = i % 3 != 0 }).ToList();
        for (var i = 0; i < 2 * TickWheel.Spokes; i++) _wheel.Turn(Rethrow);

        Assert.All(members, member => Assert.Equal(member.Leaves ? 1 : 2, member.Ticks));
        Assert.Equal(members.Count(member => !member.Leaves), _wheel.Count);
    }

    [Fact]
    public void A_member_that_throws_does_not_keep_the_others_from_their_turn()
    {
        var members = Enumerable.Range(0, 5 * TickWheel.Spokes).Select(i => new Member(_wheel) { Throws = i % 2 == 0 }).ToList();
        var failures = 0;
        for (var i = 0; i < TickWheel.Spokes; i++) _wheel.Turn(_ => failures++);

        Assert.All(members, member => Assert.Equal(1, member.Ticks));
        Assert.Equal(members.Count(member => member.Throws), failures);
    }

    [Fact]
    public void Whoever_is_there_all_the_time_is_looked_at_once_a_revolution_whoever_else_comes_and_goes() =>
        Gen.Int[0, 3].Array[1, 40].Array[1, 6].Sample(
            revolutions =>
            {
                var (wheel, random) = (new TickWheel(), new Random(revolutions.Length));
                var stays = Enumerable.Range(0, 30).Select(_ => new Member(wheel)).ToList();
                var guests = new List<Member>();
                foreach (var steps in revolutions)
                {
                    foreach (var step in steps) ComeOrGo(step, wheel, guests, random);
                    for (var i = 0; i < TickWheel.Spokes; i++) wheel.Turn(Rethrow);
                }

                Assert.All(stays, member => Assert.Equal(revolutions.Length, member.Ticks));
                Assert.Equal(stays.Count + guests.Count, wheel.Count);
            },
            iter: Campaign.Size(500, whenLong: 20_000));

    private static void Rethrow(Exception exception) => throw new InvalidOperationException("A member failed.", exception);

    private static void ComeOrGo(int step, TickWheel wheel, List<Member> guests, Random random)
    {
        if (step > 0 || guests.Count == 0)
        {
            guests.Add(new Member(wheel));
            return;
        }

        var leaving = guests[random.Next(guests.Count)];
        guests.Remove(leaving);
        wheel.Remove(leaving);
    }

    private sealed class Member : ITicked
    {
        private readonly TickWheel _wheel;

        public Member(TickWheel wheel)
        {
            _wheel = wheel;
            wheel.Add(this);
        }

        public bool Leaves { get; init; }

        public bool Throws { get; init; }

        public int Ticks { get; private set; }

        public WheelPlace Place { get; set; }

        public void Tick()
        {
            Ticks++;
            if (Leaves) _wheel.Remove(this);
            if (Throws) throw new InvalidOperationException("planted");
        }
    }
}

    // The mouths on the frames of another rate. Where several begin on one frame, lips that meet are
    // kept, then teeth on the lip, then what lasts longest, as in a file made for that rate.
    function atRate(mouths, ratio) {
        var shown = [];
        var waiting = 0;
        var frame, best, rank, highest, last;
        last = Math.floor(mouths[mouths.length - 1][0] * ratio + 0.0001) + 1;
        for (frame = 0; frame <= last; frame++) {
            best = -1;
            while (waiting < mouths.length
                    && Math.floor(mouths[waiting][0] * ratio + 0.0001) <= frame) {
                rank = 1000000000 * (touching[mouths[waiting][1]] || 0)
                    + (waiting + 1 < mouths.length ? mouths[waiting + 1][0] : end)
                    - mouths[waiting][0];
                if (best < 0 || rank > highest) {
                    best = waiting;
                    highest = rank;
                }
                waiting++;
            }
            best = best < 0 ? waiting - 1 : best;
            if (!shown.length || shown[shown.length - 1][1] !== mouths[best][1]) {
                shown.push([frame, mouths[best][1]]);
            }
        }
        return shown;
    }

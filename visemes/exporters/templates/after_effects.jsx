// The mouth of a song for After Effects, made by animatemusic.
//
// File > Scripts > Run Script File... while the composition of the character is open.
// With one layer selected that can be time-remapped (a composition or footage with one mouth a
// frame, in the order of `shapes`), its time is remapped. Without, a null layer "Mouth" is made:
// its slider "Shape" is the number of the mouth, 0 is the first of `shapes`.
(function () {
    var song = @SONG@;
    var shapes = @SHAPES@;
    var rate = [@NUMERATOR@, @DENOMINATOR@]; // frames a second, as a fraction
    var mouths = @MOUTHS@; // frame, number of the shape
    var end = @END@; // frames in all
    var touching = @TOUCHING@; // numbers of shapes: 2 lips that meet, 1 teeth on the lip
    var openness = @OPENNESS@; // seconds, 0 closed .. 100 wide open
    var width = @WIDTH@; // seconds, -100 puckered .. 100 spread

    function setKeys(property, times, values, kind) {
        var i;
        property.setValuesAtTimes(times, values);
        for (i = 1; i <= property.numKeys; i++) {
            property.setInterpolationTypeAtKey(i, kind, kind);
        }
    }

    function column(rows, index, factor) {
        var values = [];
        var i;
        for (i = 0; i < rows.length; i++) {
            values.push(rows[i][index] * factor);
        }
        return values;
    }

    function slider(layer, name) {
        var effect = layer.property("ADBE Effect Parade").addProperty("ADBE Slider Control");
        effect.name = name;
        return effect.property(1);
    }

    function remap(layer, times, numbers) {
        var values = [];
        var ours = {};
        var old = [];
        var frame = layer.source.frameDuration || rate[1] / rate[0];
        var property;
        var i;
        for (i = 0; i < numbers.length; i++) {
            values.push((numbers[i] + 0.5) * frame); // the middle of a frame is never its neighbour
            ours[Math.round(times[i] * 1000)] = true;
        }
        layer.timeRemapEnabled = true;
        property = layer.property("ADBE Time Remapping");
        for (i = 1; i <= property.numKeys; i++) {
            old.push(property.keyTime(i)); // After Effects' own two, or those of an earlier mouth
        }
        setKeys(property, times, values, KeyframeInterpolationType.HOLD);
        for (i = 0; i < old.length; i++) {
            if (!ours[Math.round(old[i] * 1000)]) {
                property.removeKey(property.nearestKeyIndex(old[i]));
            }
        }
        layer.outPoint = layer.containingComp.duration;
    }

    function control(comp, times, numbers) {
        var layer = comp.layers.addNull(comp.duration);
        var markers;
        var i;
        layer.name = "Mouth";
        layer.comment = song;
        setKeys(slider(layer, "Shape"), times, numbers, KeyframeInterpolationType.HOLD);
        setKeys(slider(layer, "Openness"), column(openness, 0, 1), column(openness, 1, 1),
            KeyframeInterpolationType.LINEAR);
        setKeys(slider(layer, "Width"), column(width, 0, 1), column(width, 1, 1),
            KeyframeInterpolationType.LINEAR);
        markers = layer.property("ADBE Marker");
        for (i = 0; i < times.length; i++) {
            markers.setValueAtTime(times[i], new MarkerValue(shapes[numbers[i]]));
        }
    }

@CONVERTER@
    var comp = app.project ? app.project.activeItem : null;
    if (!(comp && comp instanceof CompItem)) {
        alert("Open the composition that the mouth belongs to, and run the script again.");
        return;
    }
    var frameDuration = rate[1] / rate[0];
    if (Math.abs(comp.frameRate - 1 / frameDuration) > 0.01) {
        if (!confirm("This composition has " + comp.frameRate + " frames a second, and the mouth "
                + "was made for " + (1 / frameDuration) + ".\n\nMove it to the frames of this "
                + "composition? (No: nothing is changed.)")) {
            return;
        }
        mouths = atRate(mouths, frameDuration / comp.frameDuration);
        frameDuration = comp.frameDuration;
    }
    var times = column(mouths, 0, frameDuration);
    var numbers = column(mouths, 1, 1);
    var chosen = comp.selectedLayers;
    app.beginUndoGroup("Mouth");
    try {
        if (chosen.length === 1 && chosen[0].canSetTimeRemapEnabled) {
            remap(chosen[0], times, numbers);
        } else {
            control(comp, times, numbers);
        }
    } finally {
        app.endUndoGroup();
    }
}());

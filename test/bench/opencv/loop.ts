/**
 * What somebody writes who wants detections of a video from OpenCV: decode, blob, forward, suppression, frame by frame; prints how many
 * frames there were. Arguments: video, cfg, weights, width, height, threads.
 */
export const OPENCV_LOOP = `
import sys, numpy, cv2
video, cfg, weights, width, height, threads = sys.argv[1:]
size = (int(width), int(height))
cv2.setNumThreads(int(threads))
net = cv2.dnn.readNetFromDarknet(cfg, weights)
outputs = net.getUnconnectedOutLayersNames()
capture = cv2.VideoCapture(video)
frames = 0
while True:
    isThere, frame = capture.read()
    if not isThere:
        break
    frames += 1
    net.setInput(cv2.dnn.blobFromImage(frame, 1 / 255, size, swapRB=True))
    rows = numpy.concatenate(net.forward(outputs))
    scores = rows[:, 5:].max(axis=1)
    sure = scores > 0.25
    boxes = rows[sure, :4] * ([frame.shape[1], frame.shape[0]] * 2)
    corners = numpy.hstack((boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, 2:]))
    cv2.dnn.NMSBoxes(corners.tolist(), scores[sure].tolist(), 0.25, 0.45)
print(frames)
`;
